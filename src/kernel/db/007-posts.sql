-- 岗位：会签名单、办件的登记事项、转办、委托、交接。

-- 会签 -------------------------------------------------------------------------------------------------------------
-- 等几个人各自签署的待办，名单只写在承办一方的台面上
alter table kernel.desk add column persons uuid[];
comment on column kernel.desk.persons is '等谁签：会签中指名而尚未签署的人；空 = 不指名几个人';
drop index kernel.desk_mine;
create index desk_mine on kernel.desk (org_id, due_on, case_id) include (roles, person_id, persons) where mine and open;

create or replace function kernel.fan(p_case uuid, p jsonb) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare
  v_holder text := '';
  v_persons uuid[] := case when jsonb_typeof(p->'persons') = 'array' then array(select jsonb_array_elements_text(p->'persons')::uuid) end;
begin
  if p->>'holderSide' is not null then
    select coalesce(string_agg(o.short, ' / ' order by o.kind, o.short), '') into v_holder from kernel.party y join kernel.org o on o.id = y.org_id where y.case_id = p_case and y.side = p->>'holderSide';
  end if;
  update kernel.desk d set
    open = (p->>'open')::boolean, mine = (p->>'open')::boolean and d.side is not distinct from (p->>'holderSide'),
    roles = array(select jsonb_array_elements_text(p->'roles')), due_on = (p->>'dueOn')::date, updated_at = kernel.now(),
    person_id = case when d.side = p->>'holderSide' and (p->>'personOrg' is null or d.org_id = (p->>'personOrg')::uuid) then (p->>'personId')::uuid end,
    persons = case when d.side = p->>'holderSide' then v_persons end,
    stage = p->>'stage', outcome = p->>'outcome', holder_side = p->>'holderSide', clock = p->'clock',
    holder = v_holder,
    title = coalesce(p->>'title', d.title)
   where d.case_id = p_case and exists (select from kernel.desk m where m.case_id = p_case and m.org_id = kernel.my_org() union all select from kernel.case c join kernel.desk m on m.case_id = c.parent_id and m.org_id = kernel.my_org() where c.id = p_case);
end $$;

-- moved：多了两样可改的——办件的事项与所循流程的版本
create or replace function kernel.case_moved(p jsonb) returns bigint language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_case uuid := (p->>'caseId')::uuid; v_event bigint; v_side text;
begin
  select d.side into v_side from kernel.desk d where d.case_id = v_case and d.org_id = kernel.my_org();
  if not found then raise exception 'moved: not a party' using errcode = 'LY404'; end if;
  update kernel.case c set stage = p->>'stageTo', version = (p->>'version')::int, updated_at = kernel.now(), closed_at = case when p->'desk'->>'outcome' is null then c.closed_at else kernel.now() end, outcome = coalesce(p->'desk'->>'outcome', c.outcome),
         facts = case when p ? 'facts' then c.facts || (p->'facts') else c.facts end, edition = coalesce((p->>'edition')::int, c.edition)
   where c.id = v_case and c.version = (p->>'version')::int - 1;
  if not found then raise exception 'moved: version' using errcode = 'LY404'; end if;
  insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, holder_side, org_id, person_id, effective_at, data, audience, side, roles)
  values ((p->>'actId')::uuid, v_case, (p->>'subjectId')::uuid, p->>'name', p->>'move', p->>'stageFrom', p->>'stageTo', p->'desk'->>'holderSide', kernel.my_org(), kernel.my_person(), (p->>'effectiveAt')::timestamptz, p->'data', p->>'audience', v_side, array(select jsonb_array_elements_text(p->'roles')))
  returning id into v_event;
  perform kernel.fan(v_case, p->'desk');
  return v_event;
end $$;

-- signed：办件到达现在环节之后，已经签过的人；只给办件各方的程序用，答复里不出机构
create function kernel.signed(p_cases uuid[]) returns table (case_id uuid, move text, person_id uuid) language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select e.case_id, left(e.move, -8), e.person_id from kernel.event e
   where e.case_id = any(p_cases) and e.move like '%.signing' and exists (select from kernel.desk d where d.case_id = e.case_id and d.org_id = kernel.my_org())
     and e.id > (select coalesce(max(a.id), 0) from kernel.event a where a.case_id = e.case_id and a.stage_from is distinct from a.stage_to)
$$;

-- case_facts：登记办件的事项（指名的人、商定的事），记一条事件，铺各方台面。只有该办件的一方可以
create function kernel.case_facts(p jsonb) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_case uuid := (p->>'caseId')::uuid; v_side text; v_stage text; v_subject uuid;
begin
  select d.side into v_side from kernel.desk d where d.case_id = v_case and d.org_id = kernel.my_org();
  if not found then raise exception 'facts: not a party' using errcode = 'LY404'; end if;
  update kernel.case c set facts = c.facts || (p->'facts'), updated_at = kernel.now() where c.id = v_case returning c.stage, c.subject_id into v_stage, v_subject;
  insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, holder_side, org_id, person_id, data, audience, side, roles)
  values ((p->>'actId')::uuid, v_case, v_subject, 'case.facts', 'case.facts', v_stage, v_stage, p->>'holderSide', kernel.my_org(), kernel.my_person(),
          jsonb_build_object('facts', array(select jsonb_object_keys(p->'facts'))), p->>'audience', v_side, array(select jsonb_array_elements_text(p->'roles')));
  perform kernel.fan(v_case, p->'desk');
end $$;

create or replace function kernel.personas(on_day date) returns table (membership_id uuid, name text, name_en text, org text, org_en text, org_kind text, unit text, roles text[], waiting integer, overdue integer)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select m.id, p.name, p.name_en, o.short, o.short_en, o.kind, m.unit, m.roles, count(d.case_id)::int, count(d.case_id) filter (where d.due_on < on_day)::int
    from kernel.membership m join kernel.person p on p.id = m.person_id join kernel.org o on o.id = m.org_id
    left join kernel.desk d on d.org_id = m.org_id and d.mine and d.open and d.roles && m.roles and (d.person_id is null or d.person_id = m.person_id) and (d.persons is null or m.person_id = any(d.persons))
   where m.to_on is null or m.to_on >= on_day
   group by m.id, p.name, p.name_en, o.short, o.short_en, o.kind, m.unit, m.roles, m.from_on order by o.kind, o.short, m.from_on, m.id
$$;

revoke execute on all routines in schema kernel from public;
grant execute on function kernel.signed(uuid[]), kernel.case_facts(jsonb) to app, clerk;
