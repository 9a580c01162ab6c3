-- 文书：编号、拟稿、签署、用印、生效。号在拟稿的同一事务里取，不跳号；生效后内容不可改；未生效只有本机构经办岗位看得见。

create table kernel.numbering (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  kind text not null,
  pattern text not null check (char_length(pattern) between 3 and 60),
  start integer not null check (start between 1 and 99999999),
  from_on date not null,
  person_id uuid not null references kernel.person,
  at timestamptz not null default kernel.now()
);
comment on table kernel.numbering is '编号规则：每家机构每种文书的样式与起始号，自某日起用；只添不改';
create index numbering_kind on kernel.numbering (org_id, kind, from_on desc, at desc);

create table kernel.number_counter (
  org_id uuid not null references kernel.org,
  kind text not null,
  year integer not null,
  start integer not null,
  next integer not null check (next >= start),
  primary key (org_id, kind, year)
);
comment on table kernel.number_counter is '流水号：下一个号；样式不含年份的，年记 0。取号即锁住这一行，事务退回则号也退回';

create table kernel.letter (
  id uuid primary key,
  case_id uuid not null references kernel.case,
  org_id uuid not null references kernel.org,
  side text not null,
  kind text not null,
  number text not null,
  drawn_at timestamptz not null default kernel.now(),
  drawn_by uuid not null references kernel.person,
  after_event bigint not null,
  content jsonb not null,
  template text not null check (template ~ '^[0-9a-f]{64}$'),
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  pages integer not null check (pages > 0),
  token text not null unique check (char_length(token) >= 22),
  corrects uuid references kernel.letter,
  state text not null default 'draft' check (state in ('draft', 'signed', 'sealed', 'printed', 'stamped', 'scanned', 'in-force', 'void', 'superseded')),
  way text check (way in ('ca', 'paper')),
  audience text not null default 'office' check (audience in ('office', 'all')),
  roles text[] not null,
  pdf_hash text check (pdf_hash ~ '^[0-9a-f]{64}$'),
  scan_hash text check (scan_hash ~ '^[0-9a-f]{64}$'),
  scan_type text,
  scanned_by uuid references kernel.person,
  receipt jsonb,
  in_force_at timestamptz,
  void_reason text,
  ended_at timestamptz,
  ended_by uuid references kernel.person,
  check ((state in ('in-force', 'superseded')) = (audience = 'all')),
  check ((state in ('in-force', 'superseded')) = (in_force_at is not null)),
  check (audience = 'office' or (way is not null and coalesce(scan_hash, pdf_hash) is not null)),
  check ((state = 'void') = (void_reason is not null))
);
comment on table kernel.letter is '文书：受理通知、意见函、批件……；未生效时只给本机构经办岗位看，生效后给办件各方看';
comment on column kernel.letter.after_event is '拟稿时办件最后一条事件：据此知道是不是本环节拟的';
comment on column kernel.letter.content is '拟稿时的全部事实；连同编号、模板算出 content_hash，签署即签它';
comment on column kernel.letter.token is '二维码里的随机记号；凭它只能查到编号、日期、是否生效、出具机构';
create unique index letter_number on kernel.letter (org_id, number);
create index letter_case on kernel.letter (case_id);
create index letter_org on kernel.letter (org_id, drawn_at desc, id desc);
create index letter_corrects on kernel.letter (corrects) where corrects is not null;

-- 状态只能照路走；拟定的内容、编号、记号永不改；生效之后只能被更正函取代
create function kernel.letter_guard() returns trigger language plpgsql as $$
begin
  if (new.id, new.case_id, new.org_id, new.side, new.kind, new.number, new.drawn_at, new.drawn_by, new.after_event, new.content, new.template, new.content_hash, new.pages, new.token, new.corrects, new.roles)
     is distinct from (old.id, old.case_id, old.org_id, old.side, old.kind, old.number, old.drawn_at, old.drawn_by, old.after_event, old.content, old.template, old.content_hash, old.pages, old.token, old.corrects, old.roles) then
    raise exception 'letter: what was drawn up does not change' using errcode = 'LY409';
  end if;
  if old.state in ('in-force', 'superseded') and (new.way, new.pdf_hash, new.scan_hash, new.scan_type, new.scanned_by, new.receipt, new.in_force_at, new.audience) is distinct from (old.way, old.pdf_hash, old.scan_hash, old.scan_type, old.scanned_by, old.receipt, old.in_force_at, old.audience) then
    raise exception 'letter: what is in force does not change' using errcode = 'LY409';
  end if;
  if not (old.state || ' ' || new.state) = any (array['draft signed', 'draft printed', 'draft void', 'signed sealed', 'signed printed', 'signed in-force', 'signed void', 'sealed printed', 'sealed in-force', 'sealed void', 'printed stamped', 'printed void', 'stamped scanned', 'stamped void', 'scanned scanned', 'scanned in-force', 'scanned void', 'in-force superseded']) then
    raise exception 'letter: % does not follow %', new.state, old.state using errcode = 'LY409';
  end if;
  return new;
end $$;
create trigger letter_guard before update on kernel.letter for each row execute function kernel.letter_guard();

create table kernel.number_use (
  org_id uuid not null references kernel.org,
  kind text not null,
  year integer not null,
  n integer not null,
  number text not null,
  use text not null check (use in ('letter', 'paper')),
  letter_id uuid references kernel.letter deferrable initially deferred,
  reason text,
  note text,
  used_on date,
  void_reason text,
  person_id uuid not null references kernel.person,
  at timestamptz not null default kernel.now(),
  primary key (org_id, kind, year, n),
  check ((use = 'letter') = (letter_id is not null)),
  check (use = 'letter' or reason is not null)
);
comment on table kernel.number_use is '用号登记：每个号是一份文书，或预留给纸质的一个号（写明用在哪里，或作废）';
create unique index number_once on kernel.number_use (org_id, number);

create table kernel.confirmation (
  id uuid primary key,
  person_id uuid not null references kernel.person,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  meaning text not null,
  method text not null check (method in ('password', 'demo')),
  at timestamptz not null default kernel.now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table kernel.confirmation is '身份再确认：一次有效、两分钟内、只对这份内容与这个意思；不存口令';

create table kernel.signature (
  id uuid primary key,
  letter_id uuid not null references kernel.letter,
  org_id uuid not null references kernel.org,
  position integer not null,
  person_id uuid not null references kernel.person,
  office text not null,
  for_person uuid references kernel.person,
  meaning text not null,
  content_hash text not null,
  confirmation_id uuid not null unique references kernel.confirmation,
  method text not null,
  at timestamptz not null default kernel.now(),
  unique (letter_id, position)
);
comment on table kernel.signature is '签署：谁、以什么岗位、什么意思、对哪个内容校验值、凭哪次确认';
comment on column kernel.signature.for_person is '受谁委托代签；自己的岗位则空';

create table kernel.seal_use (
  id uuid primary key,
  letter_id uuid not null unique references kernel.letter,
  org_id uuid not null references kernel.org,
  number text not null,
  copies integer not null check (copies between 1 and 999),
  across boolean not null,
  handler text not null,
  sealer text not null,
  oa text,
  stamped_on date not null,
  person_id uuid not null references kernel.person,
  at timestamptz not null default kernel.now()
);
comment on table kernel.seal_use is '用印登记：份数、骑缝、经办、用印人、用印日、OA 号';
create index seal_use_org on kernel.seal_use (org_id, at desc);

create table kernel.template (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  kind text not null,
  version integer not null,
  file_hash text not null check (file_hash ~ '^[0-9a-f]{64}$'),
  file_name text not null,
  from_on date not null,
  person_id uuid not null references kernel.person,
  at timestamptz not null default kernel.now(),
  unique (org_id, kind, version)
);
comment on table kernel.template is '文书模板：机构自己的 DOCX，按版本只添不改；没有自己的用平台默认';

call kernel.protect('kernel.numbering', 'own-org', 'org_id');
call kernel.protect('kernel.number_counter', 'own-org', 'org_id');
call kernel.protect('kernel.letter', 'case-party', 'case_id');
call kernel.protect('kernel.number_use', 'own-org', 'org_id');
call kernel.protect('kernel.confirmation', 'own-person', 'person_id');
call kernel.protect('kernel.signature', 'own-org', 'org_id');
call kernel.protect('kernel.seal_use', 'own-org', 'org_id');
call kernel.protect('kernel.template', 'own-org', 'org_id');
-- 只添不改的登记；文书只改走到哪一步
revoke update on kernel.numbering, kernel.number_use, kernel.signature, kernel.seal_use, kernel.template, kernel.letter from app;
revoke update, delete on kernel.confirmation from app;
grant update (used_at) on kernel.confirmation to app;
grant update (note, used_on, void_reason) on kernel.number_use to app;
grant update (state, way, audience, pdf_hash, scan_hash, scan_type, scanned_by, receipt, in_force_at, void_reason, ended_at, ended_by) on kernel.letter to app;

-- 本机构才写得了本机构的文书：同一办件的别家也在台面上，不能替它写
create policy own on kernel.letter as restrictive for update to app using (org_id = (select kernel.my_org()));
create policy own_new on kernel.letter as restrictive for insert to app with check (org_id = (select kernel.my_org()));

-- 二维码：任何人凭记号，只得四样
create function kernel.letter_check(p_token text) returns table (number text, drawn_at timestamptz, in_force_at timestamptz, state text, org text, org_en text, event_id bigint)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select l.number, l.drawn_at, l.in_force_at, l.state, o.name, o.name_en,
    (select max(e.id) from kernel.event e where e.case_id = l.case_id and e.org_id = l.org_id and e.name = 'letters.in-force' and e.data->>'letter' = l.id::text) from kernel.letter l join kernel.org o on o.id = l.org_id where l.token = p_token
$$;
-- 文书的门与二维码：只认承办医院自己的文书、出具机构自己的生效记录
create function kernel.letter_gate(p_case uuid, p_kind text) returns table (number text, state text)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select case when l.state = 'in-force' or l.org_id = kernel.my_org() then l.number end, case when l.state = 'in-force' or l.org_id = kernel.my_org() then l.state end
    from kernel.letter l join kernel.case c on c.id = l.case_id and c.org_id = l.org_id
   where l.case_id = p_case and l.kind = p_kind and l.state not in ('void', 'superseded')
     and exists (select from kernel.desk d where d.case_id = p_case and d.org_id = kernel.my_org())
     and l.after_event >= (select min(e.id) from kernel.event e where e.case_id = p_case
           and e.id > coalesce((select max(x.id) from kernel.event x where x.case_id = p_case and x.stage_to <> c.stage), 0))
   order by (l.state = 'in-force') desc, l.drawn_at desc limit 1
$$;
-- 办件最后一条事件，不论读者范围
create function kernel.letter_last_event(p_case uuid) returns bigint language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select coalesce(max(e.id), 0) from kernel.event e where e.case_id = p_case and exists (select from kernel.desk d where d.case_id = p_case and d.org_id = kernel.my_org())
$$;
-- 本人的账号，供再确认时核对口令
create function kernel.my_account() returns table (login text, password text, name text, name_en text)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select a.login, a.password, p.name, p.name_en from kernel.account a join kernel.person p on p.id = a.person_id where a.person_id = kernel.my_person()
$$;
revoke execute on function kernel.letter_check(text), kernel.letter_gate(uuid, text), kernel.letter_last_event(uuid), kernel.my_account(), kernel.letter_guard() from public;
grant execute on function kernel.letter_check(text), kernel.letter_gate(uuid, text), kernel.letter_last_event(uuid), kernel.my_account(), kernel.letter_guard() to app, clerk;
