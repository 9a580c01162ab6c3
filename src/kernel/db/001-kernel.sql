-- 内核：访问上下文、保护、身份、日历、办件、台面、留痕。
-- 可见性只有一处：kernel.desk(org_id, case_id)。上下文只由 kernel.enter 设置。

create schema kernel;
grant usage on schema kernel to app, clerk, reader;

-- 上下文 -----------------------------------------------------------------------------------------------------------
create function kernel.my_org() returns uuid stable parallel safe language sql as $$ select nullif(current_setting('app.org', true), '')::uuid $$;
create function kernel.my_person() returns uuid stable parallel safe language sql as $$ select nullif(current_setting('app.person', true), '')::uuid $$;
create function kernel.my_roles() returns text[] stable parallel safe language sql as $$ select string_to_array(nullif(current_setting('app.roles', true), ''), ',') $$;
-- 唯一的“现在”：请求开始时读一次，写入 app.now；没有上下文（迁移、维护）时才取数据库时钟
create function kernel.now() returns timestamptz stable parallel safe language sql as $$ select coalesce(nullif(current_setting('app.now', true), '')::timestamptz, pg_catalog.now()) $$;
comment on function kernel.now is '唯一的现在';

-- protect：一张表对外的唯一方式，六种形状之一；一律 FORCE，一律给属主自己的策略
--   own-org   本机构的行（列 = 机构）                 case-party 办件各方的行（列 = 办件）
--   own-person 本人的行（列 = 人）                    assigned   指派给本人的行（列 = 人），只读给被指派者
--   reference 人人可读，只由 writers 角色写            sealed     只经函数
create procedure kernel.protect(target regclass, shape text, by_column text default null, writers text[] default '{}') language plpgsql as $$
declare
  my_org constant text := '(select nullif(current_setting(''app.org'', true), '''')::uuid)';
  my_person constant text := '(select nullif(current_setting(''app.person'', true), '''')::uuid)';
  party text := format('exists (select from kernel.desk d where d.case_id = %s.%I and d.org_id = %s)', target, coalesce(by_column, 'id'), my_org);
  audience boolean := exists (select from pg_attribute where attrelid = target and attname = 'audience');
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy keeper on %s to %I using (true) with check (true)', target, current_user);
  execute format('create policy clerk on %s to clerk using (true) with check (true)', target);
  if shape = 'sealed' then return; end if;
  execute format('grant select on %s to app, clerk', target);
  if shape = 'reference' then
    execute format('create policy read on %s for select to app using (true)', target);
    if writers <> '{}' then
      execute format('grant insert, update on %s to app', target);
      execute format('create policy write on %s for insert to app with check (%L::text[] && string_to_array(current_setting(''app.roles'', true), '',''))', target, writers);
      execute format('create policy rewrite on %s for update to app using (%L::text[] && string_to_array(current_setting(''app.roles'', true), '',''))', target, writers);
    end if;
  elsif shape = 'own-org' then
    execute format('grant insert, update on %s to app', target);
    execute format('create policy mine on %s to app using (%I = %s) with check (%I = %s)', target, by_column, my_org, by_column, my_org);
  elsif shape = 'own-person' then
    execute format('grant insert, update, delete on %s to app', target);
    execute format('create policy mine on %s to app using (%I = %s) with check (%I = %s)', target, by_column, my_person, by_column, my_person);
  elsif shape = 'assigned' then
    execute format('grant insert, update on %s to app', target);
    execute format('create policy mine on %s to app using (%I = %s)', target, by_column, my_person);
  elsif shape = 'case-party' then
    execute format('grant insert, update on %s to app', target);
    if audience then
      party := format('exists (select from kernel.desk d where d.case_id = %1$s.%2$I and d.org_id = %3$s and (%1$s.audience = ''all'' or (%1$s.audience = ''side'' and d.side = %1$s.side) or (%1$s.org_id = d.org_id and (%1$s.audience = ''org'' or (%1$s.audience = ''office'' and %1$s.roles && string_to_array(current_setting(''app.roles'', true), '',''))))))', target, by_column, my_org);
    end if;
    execute format('create policy party on %s to app using (%s) with check (%s)', target, party, party);
  else
    raise exception 'protect: unknown shape %', shape;
  end if;
end $$;

-- 人与机构 ---------------------------------------------------------------------------------------------------------
create table kernel.org (
  id uuid primary key,
  kind text not null check (kind in ('hospital', 'company', 'cro', 'bureau', 'office', 'platform')),
  name text not null check (name <> ''),
  short text not null check (short <> ''),
  name_en text not null,
  short_en text not null
);
comment on table kernel.org is '机构（医院、企业、合同研究组织、主管部门、联盟办公室、平台）';
create unique index org_name on kernel.org (name);

create table kernel.person (
  id uuid primary key,
  name text not null check (name <> ''),
  name_en text not null
);
comment on table kernel.person is '人；姓名只对同机构的人可见';

create table kernel.membership (
  id uuid primary key,
  person_id uuid not null references kernel.person,
  org_id uuid not null references kernel.org,
  roles text[] not null check (cardinality(roles) > 0),
  unit text,
  from_on date not null,
  to_on date,
  check (to_on is null or to_on >= from_on)
);
comment on table kernel.membership is '任职：某人在某机构的岗位角色与起止日';
create index membership_person on kernel.membership (person_id);
create index membership_org on kernel.membership (org_id);

create table kernel.account (
  person_id uuid primary key references kernel.person,
  login text not null unique,
  password text,
  failures integer not null default 0,
  locked_until timestamptz
);
comment on table kernel.account is '账号：口令只存 argon2id 摘要；演示模式下可无口令';

create table kernel.session (
  token_hash bytea primary key,
  person_id uuid not null references kernel.person,
  membership_id uuid not null references kernel.membership,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table kernel.session is '会话：只存令牌的 SHA-256；空闲 30 分钟、最长 12 小时';
create index session_person on kernel.session (person_id);

-- enter：用会话令牌换取上下文；角色不合、会话失效都在这里说
create function kernel.enter(token bytea, at timestamptz, who text[]) returns table (person_id uuid, org_id uuid, roles text[])
language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare s record;
begin
  select x.person_id, m.org_id, m.roles, x.seen_at into s
    from kernel.session x join kernel.membership m on m.id = x.membership_id
   where x.token_hash = token and x.expires_at > at and x.seen_at > at - interval '30 minutes'
     and m.from_on <= (at at time zone 'Asia/Shanghai')::date and (m.to_on is null or m.to_on >= (at at time zone 'Asia/Shanghai')::date);
  if not found then raise exception 'no session' using errcode = 'LY401'; end if;
  if who <> '{}' and not (who && s.roles) then raise exception 'role' using errcode = 'LY403'; end if;
  perform set_config('app.org', s.org_id::text, true), set_config('app.person', s.person_id::text, true),
          set_config('app.roles', array_to_string(s.roles, ','), true), set_config('app.now', at::text, true);
  if s.seen_at < at - interval '1 minute' then update kernel.session set seen_at = at where token_hash = token; end if;
  return query select s.person_id, s.org_id, s.roles;
end $$;
-- 无会话的端点（登录、演示角色）只有时间
create function kernel.enter_public(at timestamptz) returns void language sql as $$ select set_config('app.now', at::text, true) $$;

create function kernel.session_open(token bytea, membership uuid, at timestamptz, mine_only boolean) returns uuid
language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare p uuid;
begin
  select m.person_id into p from kernel.membership m where m.id = membership
     and m.from_on <= (at at time zone 'Asia/Shanghai')::date and (m.to_on is null or m.to_on >= (at at time zone 'Asia/Shanghai')::date)
     and (not mine_only or m.person_id = kernel.my_person());
  if p is null then return null; end if;
  insert into kernel.session (token_hash, person_id, membership_id, opened_at, seen_at, expires_at) values (token, p, membership, at, at, at + interval '12 hours');
  return p;
end $$;
create function kernel.session_close(token bytea) returns void language sql security definer set search_path = kernel, pg_catalog, pg_temp as $$ delete from kernel.session where token_hash = token $$;
create function kernel.account_of(who text) returns table (person_id uuid, password text, locked_until timestamptz, membership_id uuid)
language sql security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select a.person_id, a.password, a.locked_until, (select m.id from kernel.membership m where m.person_id = a.person_id and (m.to_on is null or m.to_on >= (kernel.now() at time zone 'Asia/Shanghai')::date) order by m.from_on, m.id limit 1)
    from kernel.account a where a.login = lower(who)
$$;
-- 五次不对，锁十五分钟；锁着的时候不算数（返回空），同时试许多次也只有五次算数
create function kernel.account_tried(who text, good boolean) returns boolean language sql security definer set search_path = kernel, pg_catalog, pg_temp as $$
  update kernel.account set failures = case when good or failures >= 4 then 0 else failures + 1 end,
         locked_until = case when not good and failures >= 4 then kernel.now() + interval '15 minutes' end
   where login = lower(who) and (locked_until is null or locked_until <= kernel.now()) returning true
$$;
create function kernel.colleague(someone uuid) returns boolean stable language sql security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select exists (select from kernel.membership m where m.person_id = someone and m.org_id = kernel.my_org())
$$;

-- 日历 -------------------------------------------------------------------------------------------------------------
create table kernel.calendar_year (
  year integer primary key,
  published boolean not null,
  document text,
  url text
);
comment on table kernel.calendar_year is '节假日安排：年份、是否已由国务院办公厅公布、出处';
create table kernel.calendar_day (
  day date primary key,
  notice_year integer not null references kernel.calendar_year (year),
  off boolean not null,
  name text not null
);
comment on table kernel.calendar_day is '节假日安排中点名的日子：放假或调休上班；未点名的按周末';

-- 办件 -------------------------------------------------------------------------------------------------------------
create table kernel.case (
  id uuid primary key,
  procedure text not null,
  edition integer not null,
  stage text not null,
  version integer not null default 1,
  parent_id uuid references kernel.case,
  subject_id uuid not null,
  depth integer not null default 0,
  org_id uuid references kernel.org,
  title text not null,
  limits jsonb not null default '{}',
  facts jsonb not null default '{}',
  opened_at timestamptz not null default kernel.now(),
  updated_at timestamptz not null default kernel.now(),
  closed_at timestamptz,
  outcome text check (outcome in ('granted', 'refused', 'withdrawn'))
) with (fillfactor = 80);
comment on table kernel.case is '办件：一条流程的一次办理；并联中的每条线是一个子办件';
comment on column kernel.case.subject_id is '所属卷宗（最上层办件）';
comment on column kernel.case.org_id is '承办机构；跨机构的办件为空';
comment on column kernel.case.limits is '开办时约定的时限数值，键为时限名';
create index case_parent on kernel.case (parent_id);
create index case_subject on kernel.case (subject_id);

create table kernel.party (
  case_id uuid not null references kernel.case,
  org_id uuid not null references kernel.org,
  side text not null,
  primary key (case_id, org_id)
);
comment on table kernel.party is '办件各方与其所在一边';

create table kernel.desk (
  org_id uuid not null references kernel.org,
  case_id uuid not null references kernel.case,
  side text not null,
  open boolean not null,
  mine boolean not null,
  roles text[] not null,
  person_id uuid,
  due_on date,
  updated_at timestamptz not null,
  opened_at timestamptz not null,
  procedure text not null,
  stage text not null,
  outcome text,
  title text not null,
  place text not null,
  holder text not null,
  holder_side text,
  subject_id uuid not null,
  parent_id uuid,
  clock jsonb,
  primary key (case_id, org_id)
) with (autovacuum_vacuum_scale_factor = 0.02);
comment on table kernel.desk is '台面：每个办件对每个有关机构一行，列表所需都在这里；可见性的唯一出处';
-- 每一步都改各方台面，所以索引要少：主键以办件在前，同一办件各行相邻；列表与数目只读索引
create index desk_mine on kernel.desk (org_id, due_on, case_id) include (roles, person_id) where mine and open;
create index desk_waiting on kernel.desk (org_id, updated_at, case_id) include (procedure) where open and not mine and holder_side is not null;
create index desk_dossier on kernel.desk (org_id, procedure, updated_at desc, case_id) include (stage) where case_id = subject_id;

-- 留痕 -------------------------------------------------------------------------------------------------------------
create table kernel.act (
  id uuid primary key,
  name text not null,
  person_id uuid,
  org_id uuid,
  at timestamptz not null default kernel.now(),
  outcome text not null check (outcome in ('done', 'refused')),
  reasons text[] not null default '{}',
  key text,
  request text not null,
  input jsonb not null
);
comment on table kernel.act is '一次请求一行：谁、为哪家、何时、做成或被拒；不含口令与个人信息';

create table kernel.event (
  id bigint generated always as identity primary key,
  act_id uuid not null,
  case_id uuid not null references kernel.case,
  subject_id uuid not null,
  name text not null,
  move text not null,
  stage_from text,
  stage_to text not null,
  holder_side text,
  org_id uuid,
  person_id uuid,
  at timestamptz not null default kernel.now(),
  effective_at timestamptz not null default kernel.now(),
  data jsonb not null default '{}',
  audience text not null default 'all' check (audience in ('all', 'side', 'org', 'office')),
  side text not null default '',
  roles text[] not null default '{}',
  xact xid8 not null default pg_current_xact_id()
);
comment on table kernel.event is '一条记录变动一行（旧值、新值），各有读者范围；时钟、时间线、统计都由此算出';
create index event_case on kernel.event (case_id, id);
create index event_subject on kernel.event (subject_id, id);

create table kernel.note (
  id uuid primary key,
  case_id uuid not null references kernel.case,
  event_id bigint,
  act_id uuid not null,
  audience text not null check (audience in ('all', 'side', 'org', 'office')),
  side text not null,
  org_id uuid not null,
  roles text[] not null default '{}',
  person_id uuid not null,
  at timestamptz not null default kernel.now(),
  body text not null check (char_length(body) between 1 and 4000)
);
comment on table kernel.note is '说明与意见：各有读者范围（各方、本方、本机构、本办公室）';
create index note_case on kernel.note (case_id, at);

create table kernel.idempotency (
  person_id uuid not null,
  key text not null,
  body_hash bytea not null,
  status integer not null,
  answer text not null,
  at timestamptz not null default kernel.now(),
  primary key (person_id, key)
);
comment on table kernel.idempotency is '幂等键：同一人同一键只生效一次，重发得到原样的答复';

create table kernel.draft (
  person_id uuid not null references kernel.person,
  name text not null,
  version integer not null default 1,
  body jsonb not null,
  updated_at timestamptz not null default kernel.now(),
  primary key (person_id, name)
);
comment on table kernel.draft is '草稿：本人的，一行，覆盖保存；崩溃、超时、换一台设备都还在';

call kernel.protect('kernel.org', 'reference');
call kernel.protect('kernel.person', 'sealed');
grant select on kernel.person to app, clerk;
create policy colleague on kernel.person for select to app using (id = (select nullif(current_setting('app.person', true), '')::uuid) or kernel.colleague(id));
call kernel.protect('kernel.membership', 'own-org', 'org_id');
call kernel.protect('kernel.account', 'sealed');
call kernel.protect('kernel.session', 'sealed');
call kernel.protect('kernel.calendar_year', 'reference', null, array['system-admin']);
call kernel.protect('kernel.calendar_day', 'reference', null, array['system-admin']);
call kernel.protect('kernel.case', 'case-party', 'id');
call kernel.protect('kernel.party', 'case-party', 'case_id');
call kernel.protect('kernel.desk', 'own-org', 'org_id');
call kernel.protect('kernel.event', 'case-party', 'case_id');
call kernel.protect('kernel.note', 'case-party', 'case_id');
call kernel.protect('kernel.idempotency', 'own-person', 'person_id');
call kernel.protect('kernel.draft', 'own-person', 'person_id');
call kernel.protect('kernel.act', 'sealed');
grant insert on kernel.act to app;
create policy add on kernel.act for insert to app with check (person_id is not distinct from kernel.my_person());
-- 留痕只增不改；台面与各方只经函数写
revoke update on kernel.event, kernel.note, kernel.party, kernel.membership from app;
revoke insert, update on kernel.desk, kernel.party, kernel.membership from app;
revoke insert on kernel.case from app;
revoke update, delete on kernel.idempotency from app;
grant usage on all sequences in schema kernel to app, clerk;

-- 办件的四个函数 -----------------------------------------------------------------------------------------------------
-- act_begin：同一人同一键先排队；已有答复则原样返回，键同而内容不同则拒绝
create function kernel.act_begin(p_key text, p_hash bytea) returns table (status integer, answer text) language plpgsql as $$
declare before bytea;
begin
  perform pg_advisory_xact_lock(hashtextextended(kernel.my_person()::text || p_key, 0));
  select i.status, i.answer, i.body_hash into status, answer, before from kernel.idempotency i where i.person_id = kernel.my_person() and i.key = p_key;
  if not found then return; end if;
  if before <> p_hash then raise exception 'key' using errcode = 'LY422'; end if;
  return next;
end $$;

-- case_lock：自上而下锁住卷宗、p_up 层上级与自己，返回锁住后的样子与我所在的一边。卷宗总是先锁：每一步都动它的台面，次序不一会死锁
create function kernel.case_lock(p_id uuid, p_up integer) returns table (
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
  return query select c.id, c.procedure, c.edition, c.stage, c.version, c.parent_id, c.subject_id, c.depth, c.org_id, c.title, c.limits, c.facts, c.opened_at, c.closed_at, c.outcome, d.side
    from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = (select kernel.my_org()) where c.id = p_id for no key update of c;
end $$;

-- case_open：开办件、记各方、铺台面。开办者须是一方，或是上级办件的一方
create function kernel.case_open(p jsonb) returns bigint language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_id uuid := (p->>'id')::uuid; v_parent uuid := (p->>'parentId')::uuid; v_subject uuid := (p->>'subjectId')::uuid; v_event bigint;
begin
  if not exists (select from jsonb_array_elements(p->'parties') x where (x->>'orgId')::uuid = kernel.my_org())
     and not exists (select from kernel.desk d where d.case_id = v_parent and d.org_id = kernel.my_org()) then
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

-- case_add_party：卷宗添一方（例如启动时添一家中心）。只有该办件的一方可以添
create function kernel.case_add_party(p_case uuid, p_org uuid, p_side text) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
begin
  if not exists (select from kernel.desk d where d.case_id = p_case and d.org_id = kernel.my_org()) then raise exception 'add: not a party' using errcode = 'LY404'; end if;
  insert into kernel.party (case_id, org_id, side) values (p_case, p_org, p_side) on conflict do nothing;
  insert into kernel.desk (org_id, case_id, side, open, mine, roles, due_on, updated_at, opened_at, procedure, stage, outcome, title, place, holder, holder_side, subject_id, parent_id, clock)
  select p_org, d.case_id, p_side, d.open, false, d.roles, d.due_on, d.updated_at, d.opened_at, d.procedure, d.stage, d.outcome, d.title, d.place, d.holder, d.holder_side, d.subject_id, d.parent_id, d.clock
    from kernel.desk d where d.case_id = p_case limit 1
  on conflict do nothing;
end $$;

-- fan：办件动了之后，把列表要用的写到各方台面
create function kernel.fan(p_case uuid, p jsonb) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_holder text := '';
begin
  if p->>'holderSide' is not null then
    select coalesce(string_agg(o.short, ' / ' order by o.kind, o.short), '') into v_holder from kernel.party y join kernel.org o on o.id = y.org_id where y.case_id = p_case and y.side = p->>'holderSide';
  end if;
  update kernel.desk d set
    open = (p->>'open')::boolean, mine = (p->>'open')::boolean and d.side is not distinct from (p->>'holderSide'),
    roles = array(select jsonb_array_elements_text(p->'roles')), person_id = (p->>'personId')::uuid, due_on = (p->>'dueOn')::date, updated_at = kernel.now(),
    stage = p->>'stage', outcome = p->>'outcome', holder_side = p->>'holderSide', clock = p->'clock',
    holder = v_holder,
    title = coalesce(p->>'title', d.title)
   where d.case_id = p_case and exists (select from kernel.desk m where m.case_id = p_case and m.org_id = kernel.my_org() union all select from kernel.case c join kernel.desk m on m.case_id = c.parent_id and m.org_id = kernel.my_org() where c.id = p_case);
end $$;


-- moved：办件动一步：写新环节、记一条事件、铺各方台面，一次做完。只有该办件或其上级的一方可以；版本不合则不动
create function kernel.case_moved(p jsonb) returns bigint language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare v_case uuid := (p->>'caseId')::uuid; v_event bigint; v_side text;
begin
  select d.side into v_side from kernel.desk d where d.case_id = v_case and d.org_id = kernel.my_org();
  if not found then raise exception 'moved: not a party' using errcode = 'LY404'; end if;
  update kernel.case c set stage = p->>'stageTo', version = (p->>'version')::int, updated_at = kernel.now(), closed_at = case when p->'desk'->>'outcome' is null then c.closed_at else kernel.now() end, outcome = coalesce(p->'desk'->>'outcome', c.outcome)
   where c.id = v_case and c.version = (p->>'version')::int - 1;
  if not found then raise exception 'moved: version' using errcode = 'LY404'; end if;
  insert into kernel.event (act_id, case_id, subject_id, name, move, stage_from, stage_to, holder_side, org_id, person_id, effective_at, data, audience, side, roles)
  values ((p->>'actId')::uuid, v_case, (p->>'subjectId')::uuid, p->>'name', p->>'move', p->>'stageFrom', p->>'stageTo', p->'desk'->>'holderSide', kernel.my_org(), kernel.my_person(), (p->>'effectiveAt')::timestamptz, p->'data', p->>'audience', v_side, array(select jsonb_array_elements_text(p->'roles')))
  returning id into v_event;
  perform kernel.fan(v_case, p->'desk');
  return v_event;
end $$;

-- 子办件：看得见上级的人可以知道还有几条没结、有没有没通过的；不泄露是哪家
create function kernel.children_left(p_parent uuid) returns table (open integer, otherwise integer) language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select count(*) filter (where c.closed_at is null)::int, count(*) filter (where c.outcome <> 'granted')::int from kernel.case c
   where c.parent_id = p_parent and exists (select from kernel.desk d where d.case_id = p_parent and d.org_id = kernel.my_org())
$$;
create function kernel.children_of(p_parent uuid, p_procedure text) returns integer language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select count(*)::int from kernel.case c where c.parent_id = p_parent and c.procedure = p_procedure
$$;

-- 演示模式的选人页：谁、哪家、等着几件
create function kernel.personas(on_day date) returns table (membership_id uuid, name text, name_en text, org text, org_en text, org_kind text, unit text, roles text[], waiting integer, overdue integer)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select m.id, p.name, p.name_en, o.short, o.short_en, o.kind, m.unit, m.roles, count(d.case_id)::int, count(d.case_id) filter (where d.due_on < on_day)::int
    from kernel.membership m join kernel.person p on p.id = m.person_id join kernel.org o on o.id = m.org_id
    left join kernel.desk d on d.org_id = m.org_id and d.mine and d.open and d.roles && m.roles and (d.person_id is null or d.person_id = m.person_id)
   where m.to_on is null or m.to_on >= on_day
   group by m.id, p.name, p.name_en, o.short, o.short_en, o.kind, m.unit, m.roles, m.from_on order by o.kind, o.short, m.from_on, m.id
$$;
-- 我的各处任职（换机构用）
create function kernel.my_memberships() returns table (id uuid, org text, org_en text, roles text[], unit text, org_id uuid) language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select m.id, o.short, o.short_en, m.roles, m.unit, m.org_id from kernel.membership m join kernel.org o on o.id = m.org_id
   where m.person_id = kernel.my_person() and (m.to_on is null or m.to_on >= (kernel.now() at time zone 'Asia/Shanghai')::date) order by m.from_on, m.id
$$;

-- 时钟看全部事件（数字不因读者而异），但只给办件各方，且只给时刻、名称与持有方
create function kernel.clock_events(p_cases uuid[]) returns table (id bigint, case_id uuid, at timestamptz, move text, side text, stage text) language plpgsql stable security definer set search_path = kernel, pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
  return query select e.id, e.case_id, e.effective_at, e.move, e.holder_side, e.stage_to from kernel.event e
   where e.case_id = any(p_cases) and exists (select from kernel.desk d where d.case_id = e.case_id and d.org_id = kernel.my_org()) order by e.id;
end $$;

revoke execute on all routines in schema kernel from public;
grant execute on all functions in schema kernel to app, clerk;
