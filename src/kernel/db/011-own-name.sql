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

