-- 岗位：会签名单、办件的登记事项、转办、委托、交接。

-- 会签 -------------------------------------------------------------------------------------------------------------
-- 等几个人各自签署的待办，名单只写在承办一方的台面上
alter table kernel.desk add column persons uuid[];
comment on column kernel.desk.persons is '等谁签：会签中指名而尚未签署的人；空 = 不指名几个人';
drop index kernel.desk_mine;
create index desk_mine on kernel.desk (org_id, due_on, case_id) include (roles, person_id, persons) where mine and open;

create or replace function kernel.personas(on_day date) returns table (membership_id uuid, name text, name_en text, org text, org_en text, org_kind text, unit text, roles text[], waiting integer, overdue integer)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select m.id, p.name, p.name_en, o.short, o.short_en, o.kind, m.unit, m.roles, count(d.case_id)::int, count(d.case_id) filter (where d.due_on < on_day)::int
    from kernel.membership m join kernel.person p on p.id = m.person_id join kernel.org o on o.id = m.org_id
    left join kernel.desk d on d.org_id = m.org_id and d.mine and d.open and d.roles && m.roles and (d.person_id is null or d.person_id = m.person_id) and (d.persons is null or m.person_id = any(d.persons))
   where m.to_on is null or m.to_on >= on_day
   group by m.id, p.name, p.name_en, o.short, o.short_en, o.kind, m.unit, m.roles, m.from_on order by o.kind, o.short, m.from_on, m.id
$$;

-- 委托 -------------------------------------------------------------------------------------------------------------
create table kernel.delegation (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  from_person uuid not null references kernel.person,
  to_person uuid not null references kernel.person,
  roles text[] not null check (cardinality(roles) > 0),
  from_on date not null,
  to_on date not null,
  reason text not null check (char_length(reason) between 1 and 1000),
  made_by uuid not null references kernel.person,
  made_at timestamptz not null default kernel.now(),
  revoked_at timestamptz,
  revoked_by uuid references kernel.person,
  check (to_on >= from_on),
  check (from_person <> to_person)
);
comment on table kernel.delegation is '委托：某人请同机构的人在起止日之间代行自己的岗位；收回留时刻';
create index delegation_to on kernel.delegation (to_person, org_id, to_on);
create index delegation_from on kernel.delegation (from_person, org_id, to_on);
call kernel.protect('kernel.delegation', 'own-org', 'org_id');

-- 谁可以代谁：委托在期、未收回，且被代的人仍在任并仍有那些岗位
create function kernel.stands_for(p_person uuid, p_org uuid, p_day date) returns table (person_id uuid, roles text[]) language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select d.from_person, array_agg(distinct r) from kernel.delegation d
    join kernel.membership m on m.person_id = d.from_person and m.org_id = d.org_id and m.from_on <= p_day and (m.to_on is null or m.to_on >= p_day)
    cross join lateral unnest(d.roles) r
   where d.to_person = p_person and d.org_id = p_org and d.from_on <= p_day and d.to_on >= p_day and d.revoked_at is null and r = any(m.roles)
   group by d.from_person
$$;
-- 某人某日由谁代办（通知用）
create function kernel.stand_ins(person uuid, day date) returns setof uuid language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select distinct d.to_person from kernel.delegation d
    join kernel.membership m on m.person_id = d.from_person and m.org_id = d.org_id and m.from_on <= day and (m.to_on is null or m.to_on >= day) and m.roles && d.roles
   where d.from_person = person and d.from_on <= day and d.to_on >= day and d.revoked_at is null
$$;
comment on function kernel.stand_ins is '某日可代某人办事的人';
-- 代办已经到期或收回：最近是哪一天
create function kernel.delegation_ended(p_person uuid, p_org uuid, p_roles text[], p_day date) returns date language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select max(least(d.to_on, coalesce((d.revoked_at at time zone 'Asia/Shanghai')::date, d.to_on))) from kernel.delegation d
   where d.to_person = p_person and d.org_id = p_org and d.roles && p_roles and d.from_on <= p_day and (d.to_on < p_day or d.revoked_at is not null)
$$;
create function kernel.my_persons() returns uuid[] stable parallel safe language sql as $$ select string_to_array(nullif(current_setting('app.persons', true), ''), ',')::uuid[] $$;

-- enter：岗位是自己的加上代办的；代办到期的说出到期之日
drop function kernel.enter(bytea, timestamptz, text[]);
create function kernel.enter(token bytea, at timestamptz, who text[]) returns table (person_id uuid, org_id uuid, roles text[], own text[], stands jsonb)
language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare s record; v_day date := (at at time zone 'Asia/Shanghai')::date; v_roles text[]; v_persons text; v_stands jsonb; v_ended date;
begin
  select x.person_id, m.org_id, m.roles, x.seen_at into s
    from kernel.session x join kernel.membership m on m.id = x.membership_id
   where x.token_hash = token and x.expires_at > at and x.seen_at > at - interval '30 minutes'
     and m.from_on <= v_day and (m.to_on is null or m.to_on >= v_day);
  if not found then raise exception 'no session' using errcode = 'LY401'; end if;
  v_roles := s.roles; v_persons := s.person_id::text;
  if exists (select from kernel.delegation d where d.to_person = s.person_id and d.org_id = s.org_id and d.to_on >= v_day) then
    select s.roles || array_agg(distinct r) filter (where r <> all(s.roles)), s.person_id::text || ',' || string_agg(distinct f.person_id::text, ','), jsonb_agg(distinct jsonb_build_object('personId', f.person_id, 'roles', f.roles))
      into v_roles, v_persons, v_stands from kernel.stands_for(s.person_id, s.org_id, v_day) f cross join lateral unnest(f.roles) r;
    v_roles := coalesce(v_roles, s.roles); v_persons := coalesce(v_persons, s.person_id::text);
  end if;
  if who <> '{}' and not (who && v_roles) then
    v_ended := kernel.delegation_ended(s.person_id, s.org_id, who, v_day);
    if v_ended is not null then raise exception '%', v_ended using errcode = 'LY423'; end if;
    raise exception 'role' using errcode = 'LY403';
  end if;
  perform set_config('app.org', s.org_id::text, true), set_config('app.person', s.person_id::text, true), set_config('app.persons', v_persons, true),
          set_config('app.roles', array_to_string(v_roles, ','), true), set_config('app.now', at::text, true);
  if s.seen_at < at - interval '1 minute' then update kernel.session set seen_at = at where token_hash = token; end if;
  return query select s.person_id, s.org_id, v_roles, s.roles, v_stands;
end $$;

-- 交接 -------------------------------------------------------------------------------------------------------------
create table kernel.handover (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  from_person uuid not null references kernel.person,
  from_membership uuid not null references kernel.membership,
  to_person uuid not null references kernel.person,
  to_membership uuid not null references kernel.membership,
  roles text[] not null check (cardinality(roles) > 0),
  leaving boolean not null,
  gone boolean not null,
  reason text not null check (char_length(reason) between 1 and 1000),
  opened_by uuid not null references kernel.person,
  opened_at timestamptz not null default kernel.now(),
  giver_signed_at timestamptz,
  giver_signed_by uuid references kernel.person,
  giver_digest text,
  receiver_signed_at timestamptz,
  list jsonb,
  done_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by uuid references kernel.person,
  check (from_person <> to_person)
);
comment on table kernel.handover is '岗位交接：谁交、谁接、哪些岗位、是否离任；双方所签清单的摘要与交接完成的时刻';
create index handover_org on kernel.handover (org_id, opened_at);
create unique index handover_open on kernel.handover (from_membership) where done_at is null and cancelled_at is null;
call kernel.protect('kernel.handover', 'own-org', 'org_id');

-- 草稿只数不看
create function kernel.drafts_of(p_person uuid) returns integer language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select count(*)::int from kernel.draft x where x.person_id = p_person and exists (select from kernel.membership m where m.person_id = p_person and m.org_id = kernel.my_org())
$$;
-- handover_done：双方各以一次身份确认签了同一份清单，且交出的确是他的岗位，接收人仍在任
create function kernel.handover_done(p_id uuid) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
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

revoke execute on all routines in schema kernel from public;
grant execute on function kernel.my_persons(), kernel.enter(bytea, timestamptz, text[]), kernel.delegation_ended(uuid, uuid, text[], date), kernel.drafts_of(uuid), kernel.handover_done(uuid) to app, clerk;
grant execute on function kernel.stand_ins(uuid, date) to clerk;
