-- 办件的事项分内外：各方都知道的在 kernel.case.facts；只给本机构、本办公室知道的（指名的委员、转办给谁）在这里，一项一行。
-- 轮到谁，由数据库按这些事项铺到承办一方的台面上；程序与别家都不必知道是谁。

create table kernel.case_inside (
  case_id uuid not null references kernel.case,
  org_id uuid not null references kernel.org,
  name text not null,
  value jsonb not null,
  roles text[] not null default '{}',
  primary key (case_id, org_id, name)
);
comment on table kernel.case_inside is '办件的内部事项：哪家机构的、什么事、哪些岗位可知（空 = 本机构都可知）；只经函数写';
call kernel.protect('kernel.case_inside', 'own-org', 'org_id');
create policy office on kernel.case_inside as restrictive to app using (roles = '{}' or roles && string_to_array(current_setting('app.roles', true), ','));
revoke insert, update on kernel.case_inside from app;

-- 问的人知道的事项：各方的，加上自己可知的内部事项
create function kernel.facts_known(p_case uuid, p_facts jsonb) returns jsonb stable language sql as $$
  select p_facts || coalesce((select jsonb_object_agg(i.name, i.value) from kernel.case_inside i where i.case_id = p_case), '{}')
$$;
comment on function kernel.facts_known is '办件的事项，以问的人自己的身份读';
-- 改事项：已是内部的仍是内部，已是各方的仍是各方的；新的按读者范围
create function kernel.facts_set(p_case uuid, p_facts jsonb, p_audience text, p_roles text[]) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare k text; v jsonb;
begin
  for k, v in select * from jsonb_each(p_facts) loop
    update kernel.case_inside i set value = v where i.case_id = p_case and i.org_id = kernel.my_org() and i.name = k;
    continue when found;
    if p_audience in ('org', 'office') and not exists (select from kernel.case c where c.id = p_case and c.facts ? k) then
      insert into kernel.case_inside (case_id, org_id, name, value, roles) values (p_case, kernel.my_org(), k, v, case p_audience when 'office' then p_roles else '{}' end);
    else
      update kernel.case c set facts = c.facts || jsonb_build_object(k, v) where c.id = p_case;
    end if;
  end loop;
end $$;

create or replace function kernel.case_lock(p_id uuid, p_up integer) returns table (
  id uuid, procedure text, edition integer, stage text, version integer, parent_id uuid, subject_id uuid, depth integer, org_id uuid,
  title text, limits jsonb, facts jsonb, opened_at timestamptz, closed_at timestamptz, outcome text, side text) language plpgsql as $$
declare chain uuid[] := array[p_id]; above uuid;
begin
  for i in 1..p_up loop
    select c.parent_id into above from kernel.case c where c.id = chain[1];
    exit when above is null;
    chain := above || chain;
  end loop;
  for i in 1..cardinality(chain) - 1 loop
    perform 1 from kernel.case c where c.id = chain[i] for no key update;
  end loop;
  return query select c.id, c.procedure, c.edition, c.stage, c.version, c.parent_id, c.subject_id, c.depth, c.org_id, c.title, c.limits, kernel.facts_known(c.id, c.facts), c.opened_at, c.closed_at, c.outcome, d.side
    from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = (select kernel.my_org()) where c.id = p_id for no key update of c;
end $$;

-- fan：等哪一位、哪几位，在这里由事项得出（personFact 是事项的名）；会签中签过的不再等
create or replace function kernel.fan(p_case uuid, p jsonb) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_holder text := ''; v_meant jsonb; v_person uuid; v_persons uuid[];
begin
  if p->>'holderSide' is not null then
    select coalesce(string_agg(o.short, ' / ' order by o.kind, o.short), '') into v_holder from kernel.party y join kernel.org o on o.id = y.org_id where y.case_id = p_case and y.side = p->>'holderSide';
  end if;
  if p->>'personFact' is not null then
    v_meant := coalesce((select i.value from kernel.case_inside i join kernel.party y on y.case_id = i.case_id and y.org_id = i.org_id and y.side = p->>'holderSide' where i.case_id = p_case and i.name = p->>'personFact' limit 1), (select c.facts->(p->>'personFact') from kernel.case c where c.id = p_case));
    if jsonb_typeof(v_meant) = 'string' then v_person := (v_meant#>>'{}')::uuid;
    elsif jsonb_typeof(v_meant) = 'array' then
      v_persons := array(select x::uuid from jsonb_array_elements_text(v_meant) x where not exists (select from kernel.event e where e.case_id = p_case and e.move like '%.signing' and e.person_id = x::uuid
        and e.id > (select coalesce(max(a.id), 0) from kernel.event a where a.case_id = p_case and a.stage_from is distinct from a.stage_to)));
    end if;
  end if;
  update kernel.desk d set
    open = (p->>'open')::boolean, mine = (p->>'open')::boolean and d.side is not distinct from (p->>'holderSide'),
    roles = array(select jsonb_array_elements_text(p->'roles')), due_on = (p->>'dueOn')::date, updated_at = kernel.now(),
    person_id = case when d.side = p->>'holderSide' then coalesce(v_person, case when p->>'personFact' is null then (select (i.value->>'personId')::uuid from kernel.case_inside i where i.case_id = p_case and i.org_id = d.org_id and i.name = 'assigned' and i.value->>'stage' = p->>'stage') end) end,
    persons = case when d.side = p->>'holderSide' then v_persons end,
    stage = p->>'stage', outcome = p->>'outcome', holder_side = p->>'holderSide', clock = p->'clock',
    holder = v_holder,
    title = coalesce(p->>'title', d.title)
   where d.case_id = p_case and exists (select from kernel.desk m where m.case_id = p_case and m.org_id = kernel.my_org() union all select from kernel.case c join kernel.desk m on m.case_id = c.parent_id and m.org_id = kernel.my_org() where c.id = p_case);
end $$;

create or replace function kernel.case_moved(p jsonb) returns bigint language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_case uuid := (p->>'caseId')::uuid; v_event bigint; v_side text;
begin
  select d.side into v_side from kernel.desk d where d.case_id = v_case and d.org_id = kernel.my_org();
  if not found then raise exception 'moved: not a party' using errcode = 'LY404'; end if;
  update kernel.case c set stage = p->>'stageTo', version = (p->>'version')::int, updated_at = kernel.now(), closed_at = case when p->'desk'->>'outcome' is null then c.closed_at else kernel.now() end, outcome = coalesce(p->'desk'->>'outcome', c.outcome), edition = coalesce((p->>'edition')::int, c.edition)
   where c.id = v_case and c.version = (p->>'version')::int - 1;
  if not found then raise exception 'moved: version' using errcode = 'LY404'; end if;
  if p ? 'facts' then perform kernel.facts_set(v_case, p->'facts', p->>'audience', array(select jsonb_array_elements_text(p->'roles'))); end if;
  insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, holder_side, org_id, person_id, effective_at, data, audience, side, roles)
  values ((p->>'actId')::uuid, v_case, (p->>'subjectId')::uuid, p->>'name', p->>'move', p->>'stageFrom', p->>'stageTo', p->'desk'->>'holderSide', kernel.my_org(), kernel.my_person(), (p->>'effectiveAt')::timestamptz, p->'data', p->>'audience', v_side, array(select jsonb_array_elements_text(p->'roles')))
  returning id into v_event;
  perform kernel.fan(v_case, p->'desk');
  return v_event;
end $$;

create function kernel.case_facts(p jsonb) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_case uuid := (p->>'caseId')::uuid; v_side text; v_stage text; v_subject uuid; v_roles text[] := array(select jsonb_array_elements_text(p->'roles'));
begin
  select d.side into v_side from kernel.desk d where d.case_id = v_case and d.org_id = kernel.my_org();
  if not found then raise exception 'facts: not a party' using errcode = 'LY404'; end if;
  update kernel.case c set updated_at = kernel.now() where c.id = v_case returning c.stage, c.subject_id into v_stage, v_subject;
  perform kernel.facts_set(v_case, p->'facts', p->>'audience', v_roles);
  insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, holder_side, org_id, person_id, data, audience, side, roles)
  values ((p->>'actId')::uuid, v_case, v_subject, 'case.facts', 'case.facts', v_stage, v_stage, p->>'holderSide', kernel.my_org(), kernel.my_person(),
          jsonb_build_object('facts', array(select jsonb_object_keys(p->'facts'))), p->>'audience', v_side, v_roles);
  perform kernel.fan(v_case, p->'desk');
end $$;

-- signed：签过的人，只给读得到那次签署的人
create function kernel.signed(p_cases uuid[]) returns table (case_id uuid, move text, person_id uuid) language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select e.case_id, left(e.move, -8), e.person_id from kernel.event e
   where e.case_id = any(p_cases) and e.move like '%.signing'
     and exists (select from kernel.desk d where d.case_id = e.case_id and d.org_id = kernel.my_org() and (e.audience = 'all' or (e.audience = 'side' and d.side = e.side) or (e.org_id = d.org_id and (e.audience = 'org' or (e.audience = 'office' and e.roles && kernel.my_roles())))))
     and e.id > (select coalesce(max(a.id), 0) from kernel.event a where a.case_id = e.case_id and a.stage_from is distinct from a.stage_to)
$$;
-- bound_cases：只给这人的交接在办时的交出人、接收人与替他开交接的领导
create function kernel.bound_cases(p_person uuid) returns table (id uuid, procedure text, edition integer, stage text, version integer, depth integer, title text, place text, facts jsonb) language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select x.id, x.procedure, x.edition, x.stage, x.version, x.depth, x.title, x.place, x.facts from (
    select c.id, c.procedure, c.edition, c.stage, c.version, c.depth, c.title, d.place, c.facts || coalesce((select jsonb_object_agg(i.name, i.value) from kernel.case_inside i where i.case_id = c.id and i.org_id = d.org_id), '{}') facts
      from kernel.desk d join kernel.case c on c.id = d.case_id where d.org_id = kernel.my_org() and d.open) x
   where x.facts <> '{}' and x.facts::text like '%' || p_person::text || '%'
     and exists (select from kernel.handover h where h.org_id = kernel.my_org() and h.from_person = p_person and h.done_at is null and h.cancelled_at is null and (kernel.my_person() in (h.from_person, h.to_person, h.opened_by) or kernel.my_roles() && '{institution-head,system-admin}'))
   order by x.depth, x.id
$$;

-- 台面上等哪几位：只问得出“等不等我”
alter table kernel.desk add column named boolean generated always as (persons is not null) stored;
comment on column kernel.desk.named is '指名了几个人';
drop index kernel.desk_mine;
create index desk_mine on kernel.desk (org_id, due_on, case_id) include (roles, person_id, named) where mine and open;
create function kernel.names_me(p_case uuid) returns boolean language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select exists (select from kernel.desk d where d.case_id = p_case and d.org_id = kernel.my_org() and kernel.my_person() = any(d.persons))
$$;
do $$
begin
  execute 'revoke select on kernel.desk from app';
  execute (select format('grant select (%s) on kernel.desk to app', string_agg(format('%I', attname), ', ')) from pg_attribute where attrelid = 'kernel.desk'::regclass and attnum > 0 and not attisdropped and attname <> 'persons');
end $$;

revoke execute on function kernel.facts_known, kernel.facts_set, kernel.names_me, kernel.case_facts, kernel.signed, kernel.bound_cases from public;
grant execute on function kernel.facts_known, kernel.names_me, kernel.case_facts, kernel.signed, kernel.bound_cases to app, clerk;
