-- 只以自己的名义写：程序出了错，也写不出别家的、别人的、没有的事。

-- 办件只经函数改；程序只须锁得住它
revoke update on kernel.case from app;
grant update (updated_at) on kernel.case to app;

do $$
declare
  mine constant text := 'org_id = (select nullif(current_setting(''app.org'', true), '''')::uuid) and person_id = (select nullif(current_setting(''app.person'', true), '''')::uuid)';
  t text;
begin
  foreach t in array array['event', 'note', 'thread', 'thread_reply', 'reminder', 'signature', 'numbering', 'number_use', 'seal_use', 'template', 'document_copy'] loop
    execute format('create policy own_hand on kernel.%I as restrictive for insert to app with check (%s)', t, mine);
  end loop;
end $$;
-- 环节只由 case_moved 动：程序自己写的事件不换环节
create policy same_stage on kernel.event as restrictive for insert to app with check (stage_from = stage_to);
create policy own_org on kernel.act as restrictive for insert to app with check (org_id is not distinct from (select nullif(current_setting('app.org', true), '')::uuid));
create policy of_thread on kernel.thread_reply as restrictive for insert to app with check (exists (select from kernel.thread t where t.id = thread_id and t.case_id = thread_reply.case_id and t.audience = 'all'));
-- 文书：由承办的医院、以拟稿人自己的名义、从草稿开始
create policy drawn on kernel.letter as restrictive for insert to app with check (state = 'draft' and drawn_by = (select nullif(current_setting('app.person', true), '')::uuid) and exists (select from kernel.case c where c.id = case_id and c.org_id = letter.org_id));
revoke update on kernel.number_counter from app;
grant update (next) on kernel.number_counter to app;
create policy spent on kernel.confirmation as restrictive for update to app using (person_id = (select kernel.my_person())) with check (used_at is not null);
create policy confirmed on kernel.signature as restrictive for insert to app with check (exists (select from kernel.confirmation c where c.id = confirmation_id and c.hash = content_hash and c.used_at is not null));
-- 文件：读者、归档的人与已存的内容不改
revoke update on kernel.document, kernel.document_version from app;
grant update (title, version, published) on kernel.document to app;
grant update (state, replaced_by, reason, label, dated_on, expires_on, signed_by) on kernel.document_version to app;
create policy of_version on kernel.document_copy as restrictive to app using (exists (select from kernel.document_version v where v.id = version_id));
-- 委托与交接：本人的，或由领导替别人；收回与签署只改那几栏
revoke update on kernel.delegation, kernel.handover from app;
grant update (revoked_at, revoked_by) on kernel.delegation to app;
grant update (giver_signed_at, giver_signed_by, giver_digest, receiver_signed_at, list, cancelled_at, cancelled_by) on kernel.handover to app;
create policy own_hand on kernel.delegation as restrictive for insert to app with check (made_by = (select kernel.my_person()) and revoked_at is null and (from_person = (select kernel.my_person()) or (to_person <> (select kernel.my_person()) and (select kernel.my_roles()) && '{institution-head,system-admin}')));
create policy own_part on kernel.delegation as restrictive for update to app using ((select kernel.my_person()) in (from_person, to_person, made_by) or (select kernel.my_roles()) && '{institution-head,system-admin}');
create policy own_hand on kernel.handover as restrictive for insert to app with check (opened_by = (select kernel.my_person()) and num_nonnulls(giver_signed_at, giver_signed_by, receiver_signed_at, done_at) = 0 and (from_person = (select kernel.my_person()) or (to_person <> (select kernel.my_person()) and (select kernel.my_roles()) && '{institution-head,system-admin}')));
create policy own_part on kernel.handover as restrictive for update to app using ((select kernel.my_person()) in (from_person, to_person, opened_by) or (select kernel.my_roles()) && '{institution-head,system-admin}')
  with check (giver_signed_by is null or giver_signed_by = opened_by or giver_signed_by = from_person or giver_signed_by = (select kernel.my_person()));
-- 投递的下落：系统管理员看本机构的，平台的看全部
drop policy admin on kernel.delivery;
create policy admin on kernel.delivery for select to app using ('system-admin' = any(string_to_array(current_setting('app.roles', true), ',')) and (org_id = (select kernel.my_org()) or (select o.kind = 'platform' from kernel.org o where o.id = kernel.my_org())));
revoke execute on function kernel.stand_ins(uuid, date) from app;

-- handover_done：双方各以一次身份确认签了同一份清单，且交出的确是他的岗位，接收人仍在任
create or replace function kernel.handover_done(p_id uuid) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare h kernel.handover; v_day date := (kernel.now() at time zone 'Asia/Shanghai')::date; v_rest text[];
begin
  select * into h from kernel.handover x where x.id = p_id and x.org_id = kernel.my_org() and x.done_at is null and x.cancelled_at is null for update;
  if not found or h.giver_signed_at is null or h.receiver_signed_at is null or kernel.my_person() <> h.to_person
     or (select count(distinct c.person_id) from kernel.confirmation c where c.person_id in (h.giver_signed_by, h.to_person) and c.hash = h.giver_digest and c.meaning = 'posts.sign' and c.used_at is not null) < 2
     or (h.giver_signed_by <> h.from_person and not exists (select from kernel.membership m where m.person_id = h.giver_signed_by and m.org_id = h.org_id and m.roles && '{institution-head,system-admin}' and m.from_on <= v_day and (m.to_on is null or m.to_on >= v_day)))
     or not exists (select from kernel.membership m where m.id = h.from_membership and m.person_id = h.from_person and m.org_id = h.org_id and h.roles <@ m.roles)
     or not exists (select from kernel.membership m where m.id = h.to_membership and m.person_id = h.to_person and m.org_id = h.org_id and m.from_on <= v_day and (m.to_on is null or m.to_on >= v_day)) then raise exception 'handover' using errcode = 'LY404'; end if;
  update kernel.membership m set roles = m.roles || array(select r from unnest(h.roles) r where r <> all(m.roles)) where m.id = h.to_membership and m.org_id = h.org_id;
  select array(select r from unnest(m.roles) r where r <> all(h.roles)) into v_rest from kernel.membership m where m.id = h.from_membership and m.org_id = h.org_id;
  if h.leaving or v_rest = '{}' then
    update kernel.membership m set to_on = v_day - 1, from_on = least(m.from_on, v_day - 1) where m.id = h.from_membership and m.org_id = h.org_id;
    delete from kernel.session x where x.membership_id = h.from_membership;
    update kernel.delegation d set revoked_at = kernel.now(), revoked_by = kernel.my_person() where d.org_id = h.org_id and h.from_person in (d.from_person, d.to_person) and d.revoked_at is null and d.to_on >= v_day;
  else
    update kernel.membership m set roles = v_rest where m.id = h.from_membership and m.org_id = h.org_id;
    update kernel.delegation d set revoked_at = kernel.now(), revoked_by = kernel.my_person() where d.org_id = h.org_id and d.from_person = h.from_person and d.roles && h.roles and d.revoked_at is null and d.to_on >= v_day;
  end if;
  update kernel.handover x set done_at = kernel.now() where x.id = p_id;
end $$;

-- 子办件开在自己看得见的办件之下、同一卷宗之内
create or replace function kernel.case_open(p jsonb) returns bigint language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_id uuid := (p->>'id')::uuid; v_parent uuid := (p->>'parentId')::uuid; v_subject uuid := (p->>'subjectId')::uuid; v_event bigint;
begin
  if (v_parent is null and not exists (select from jsonb_array_elements(p->'parties') x where (x->>'orgId')::uuid = kernel.my_org()))
     or (v_parent is not null and not exists (select from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = kernel.my_org() where c.id = v_parent and c.subject_id = v_subject))
     or (v_parent is null and v_subject <> v_id and not exists (select from kernel.desk d where d.case_id = v_subject and d.org_id = kernel.my_org())) then
    raise exception 'open: not a party' using errcode = 'LY404';
  end if;
  insert into kernel.case (id, procedure, edition, stage, parent_id, subject_id, depth, org_id, title, limits, facts)
  values (v_id, p->>'procedure', (p->>'edition')::int, p->>'stage', v_parent, v_subject,
          coalesce((select c.depth + 1 from kernel.case c where c.id = v_parent), 0), (p->>'orgId')::uuid, p->>'title', coalesce(p->'limits', '{}'), coalesce(p->'facts', '{}'));
  insert into kernel.party (case_id, org_id, side) select v_id, (x->>'orgId')::uuid, x->>'side' from jsonb_array_elements(p->'parties') x;
  insert into kernel.desk (org_id, case_id, side, open, mine, roles, updated_at, opened_at, procedure, stage, title, place, holder, subject_id, parent_id)
  select y.org_id, v_id, y.side, true, false, '{}', kernel.now(), kernel.now(), p->>'procedure', p->>'stage', p->>'title',
         coalesce((select o.short from kernel.org o where o.id = (p->>'orgId')::uuid), ''), '', v_subject, v_parent
    from kernel.party y where y.case_id = v_id;
  insert into kernel.event (act_id, case_id, subject_id, name, move, stage_to, holder_side, org_id, person_id, data)
  values ((p->>'actId')::uuid, v_id, v_subject, (p->>'procedure') || '.open', 'open', p->>'stage', p->>'holderSide', kernel.my_org(), kernel.my_person(), coalesce(p->'data', '{}'))
  returning id into v_event;
  return v_event;
end $$;
create or replace function kernel.children_of(p_parent uuid, p_procedure text) returns integer language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select count(*)::int from kernel.case c where c.parent_id = p_parent and c.procedure = p_procedure and exists (select from kernel.desk d where d.case_id = p_parent and d.org_id = kernel.my_org())
$$;

-- 文件内容的事实：只答问的人看得见的版本
create or replace function kernel.file_facts(p_hashes text[]) returns table (hash text, size bigint, pages integer, readable text, scanned boolean) language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select f.hash, f.size, f.pages, f.readable, f.scanned from kernel.file f where f.hash = any(p_hashes)
     and exists (select from kernel.document_version v join kernel.document x on x.id = v.document_id join kernel.desk d on d.case_id = x.case_id and d.org_id = kernel.my_org()
       where v.file_hash = f.hash and (x.org_id = d.org_id or (x.published and v.state <> 'draft')) and (x.audience = 'all' or (x.audience = 'side' and d.side = x.side) or (x.org_id = d.org_id and (x.audience = 'org' or (x.audience = 'office' and x.roles && kernel.my_roles())))))
$$;

-- 问题：发出、收回、再问、办结，只由问的那几个岗位
create or replace function kernel.thread_moved(p_ids uuid[], p_from text[], p_to text) returns table (id uuid) language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
begin
  return query update kernel.thread t set state = p_to, version = t.version + 1,
      audience = case when p_to = 'open' then 'all' else t.audience end,
      issued_at = case when p_to = 'open' then coalesce(t.issued_at, kernel.now()) else t.issued_at end,
      answered_at = case when p_to = 'answered' then kernel.now() when p_to = 'open' then null else t.answered_at end,
      closed_at = case when p_to in ('closed', 'dropped') then kernel.now() end,
      round = case when p_to = 'open' and t.state = 'answered' then t.round + 1 else t.round end
    from kernel.desk d
   where t.id = any(p_ids) and t.state = any(p_from) and p_to <> 'draft' and d.case_id = t.case_id and d.org_id = kernel.my_org()
     and case when p_to = 'answered' then d.side = t.to_side and t.audience = 'all' and t.state = 'open' else t.org_id = kernel.my_org() and t.roles && kernel.my_roles() end
  returning t.id;
end $$;
create or replace function kernel.thread_issue(p_case uuid, p_round integer) returns integer language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare n integer;
begin
  if not exists (select from kernel.desk d where d.case_id = p_case and d.org_id = kernel.my_org()) then raise exception 'threads: not a party' using errcode = 'LY404'; end if;
  update kernel.thread t set state = 'open', audience = 'all', issued_at = kernel.now(), round = p_round, version = t.version + 1 where t.case_id = p_case and t.org_id = kernel.my_org() and t.state = 'draft' and t.roles && kernel.my_roles();
  get diagnostics n = row_count;
  return n;
end $$;

-- 文书的门与二维码：只认承办医院自己的文书、出具机构自己的生效记录
create or replace function kernel.letter_gate(p_case uuid, p_kind text) returns table (number text, state text)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select case when l.state = 'in-force' or l.org_id = kernel.my_org() then l.number end, case when l.state = 'in-force' or l.org_id = kernel.my_org() then l.state end
    from kernel.letter l join kernel.case c on c.id = l.case_id and c.org_id = l.org_id
   where l.case_id = p_case and l.kind = p_kind and l.state not in ('void', 'superseded')
     and exists (select from kernel.desk d where d.case_id = p_case and d.org_id = kernel.my_org())
     and l.after_event >= (select min(e.id) from kernel.event e where e.case_id = p_case
           and e.id > coalesce((select max(x.id) from kernel.event x where x.case_id = p_case and x.stage_to <> c.stage), 0))
   order by (l.state = 'in-force') desc, l.drawn_at desc limit 1
$$;
create or replace function kernel.letter_check(p_token text) returns table (number text, drawn_at timestamptz, in_force_at timestamptz, state text, org text, org_en text, event_id bigint)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select l.number, l.drawn_at, l.in_force_at, l.state, o.name, o.name_en,
    (select max(e.id) from kernel.event e where e.case_id = l.case_id and e.org_id = l.org_id and e.name = 'letters.in-force' and e.data->>'letter' = l.id::text) from kernel.letter l join kernel.org o on o.id = l.org_id where l.token = p_token
$$;
create or replace function kernel.letter_proof(p_token text) returns table (event bigint, number text, row_text text)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp set timezone = 'UTC' as $$
  select e.id, l.number, kernel.leaf_text('event', to_jsonb(e)) from kernel.letter l join kernel.event e on e.case_id = l.case_id and e.org_id = l.org_id and e.name = 'letters.in-force' and e.data->>'letter' = l.id::text
   where l.token = p_token order by e.id limit 1
$$;
