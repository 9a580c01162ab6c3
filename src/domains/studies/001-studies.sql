create schema studies;
grant usage on schema studies to app, clerk;

create table studies.study (
  id uuid primary key references kernel.case,
  title text not null check (char_length(title) between 1 and 1000),
  title_en text,
  short text not null check (char_length(short) between 1 and 80),
  product text,
  regime text check (regime in ('drug', 'device', 'ivd', 'food', 'iit-interventional', 'iit-observational')),
  phase text check (phase in ('0', '1', '1/2', '2', '2/3', '3', '4', 'na')),
  condition text,
  protocol_no text,
  protocol_version text,
  protocol_date date,
  sponsor_name text not null,
  sponsor_org_id uuid references kernel.org,
  target_size integer check (target_size > 0),
  source text not null check (source in ('entered', 'imported')),
  registered jsonb,
  version integer not null default 1,
  updated_at timestamptz not null default kernel.now()
);
comment on table studies.study is '临床研究卷宗：一次填写、处处使用的事实；编号即其办件';
comment on column studies.study.registered is '登记平台上的原样（不含联系人）';

create table studies.identifier (
  id uuid primary key,
  study_id uuid not null references studies.study,
  kind text not null,
  value text not null,
  valid boolean not null,
  confirmed_at timestamptz,
  confirmed_by uuid references kernel.person,
  unique (study_id, kind, value)
);
comment on table studies.identifier is '研究的各种编号；形式校验不合只提示，是否有效由人核对';
create index identifier_value on studies.identifier (kind, value);

create table studies.site (
  id uuid primary key,
  case_id uuid not null references kernel.case,
  study_id uuid not null references studies.study,
  org_id uuid not null references kernel.org,
  lead boolean not null,
  investigator_id uuid not null references institutions.investigator,
  planned integer not null check (planned > 0)
);
comment on table studies.site is '中心：医院、主要研究者、计划例数；一次启动中每家一行，只对该中心办件的各方可见';
create unique index site_case on studies.site (case_id);
create index site_study on studies.site (study_id);

create table studies.receipt (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  person_id uuid not null references kernel.person,
  file_name text not null,
  file_hash text not null,
  format text not null,
  encoding text not null,
  made integer not null,
  changed integer not null,
  same integer not null,
  queued integer not null,
  at timestamptz not null default kernel.now(),
  rows jsonb not null
);
comment on table studies.receipt is '登记导入回执：每一行做了什么、为什么；可随时再看';
create index receipt_org on studies.receipt (org_id, at desc);

create table studies.queued (
  id uuid primary key,
  receipt_id uuid not null references studies.receipt,
  org_id uuid not null references kernel.org,
  fingerprint text not null,
  record jsonb not null,
  reasons jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'made', 'dropped')),
  unique (org_id, fingerprint)
);
comment on table studies.queued is '导入时不能确定、等人处理的记录';

call kernel.protect('studies.study', 'case-party', 'id');
call kernel.protect('studies.identifier', 'case-party', 'study_id');
call kernel.protect('studies.site', 'case-party', 'case_id');
call kernel.protect('studies.receipt', 'own-org', 'org_id');
call kernel.protect('studies.queued', 'own-org', 'org_id');
