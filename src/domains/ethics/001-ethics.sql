-- 伦理审查：委员会及其规则、委员、利益冲突、会议记录、批件。

create schema ethics;
grant usage on schema ethics to app, clerk;

create table ethics.committee (
  org_id uuid primary key references kernel.org,
  code text not null check (code ~ '^[A-Z]{1,3}$'),
  alliance boolean not null,
  arithmetic text[] not null check (cardinality(arithmetic) > 0 and arithmetic <@ array['nhc', 'science']),
  contact text not null,
  compensation bigint not null check (compensation >= 0),
  months integer not null check (months between 1 and 12)
);
comment on table ethics.committee is '伦理委员会的规则：是否在联盟内互认、用哪几种表决规则、本院联系方式、每次访视补偿标准、批件最长几个月';
comment on column ethics.committee.code is '本院知情同意书版本号里的字母：V2.1-C01 的 C';
comment on column ethics.committee.compensation is '每次访视补偿，分';

create table ethics.member (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  seat integer not null,
  person_id uuid references kernel.person,
  name text not null,
  name_en text not null,
  sex text not null check (sex in ('female', 'male')),
  kind text not null check (kind in ('medical', 'pharmacy', 'law', 'ethics', 'community')),
  outside boolean not null,
  chair boolean not null default false,
  from_on date not null,
  to_on date,
  unique (org_id, seat)
);
comment on table ethics.member is '委员名册：性别、类别、是否院外、任期；没有账号的委员只在会上表决。只本机构可读，所审何件只委员会可读';

create table ethics.conflict (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  subject_id uuid not null,
  member_id uuid not null references ethics.member,
  interest text not null check (interest in ('investigator', 'sub-investigator', 'sponsor', 'other')),
  act_id uuid not null,
  at timestamptz not null default kernel.now(),
  unique (subject_id, member_id)
);
comment on table ethics.conflict is '利益冲突：某委员对某项研究须回避，既不表决也不计入到会';

create table ethics.meeting (
  id uuid primary key,
  turn bigint generated always as identity,
  org_id uuid not null references kernel.org,
  case_id uuid not null references kernel.case,
  held_on date not null,
  place text not null,
  members integer not null check (members > 0),
  attending uuid[] not null,
  recused uuid[] not null,
  votes jsonb not null,
  arithmetic text[] not null,
  remarks text check (char_length(remarks) between 1 and 4000),
  decision text check (decision in ('agree', 'agreeWithChanges', 'rereview', 'disagree')),
  act_id uuid not null,
  at timestamptz not null default kernel.now()
);
comment on table ethics.meeting is '会议记录：日期、地点、应到、实到、回避、各类票数、当时适用的表决规则与结论（空 = 没有一种意见够数，再议）。只委员会可读';
create index meeting_case on ethics.meeting (case_id, turn);

create table ethics.approval (
  case_id uuid primary key references kernel.case,
  subject_id uuid not null,
  org_id uuid not null references kernel.org,
  number text not null check (number <> ''),
  approved_on date not null,
  valid_until date not null check (valid_until > approved_on),
  consent_version text,
  cites_number text,
  act_id uuid not null
);
comment on table ethics.approval is '批件与认可主审意见：编号、日期、有效期、所批知情同意书版本；认可件写明所认可的主审批件编号';
create index approval_subject on ethics.approval (subject_id);

call kernel.protect('ethics.committee', 'reference');
call kernel.protect('ethics.member', 'own-org', 'org_id');
call kernel.protect('ethics.conflict', 'own-org', 'org_id');
call kernel.protect('ethics.meeting', 'own-org', 'org_id');
call kernel.protect('ethics.approval', 'case-party', 'case_id');
revoke insert, update on ethics.member from app;
revoke update on ethics.conflict, ethics.meeting, ethics.approval from app;
-- 谁审的、谁回避、怎样表决，只在委员会之内：本机构别的办公室也读不到
create policy committee on ethics.meeting as restrictive to app using (array['ethics-secretary', 'ethics-chair', 'ethics-member'] && string_to_array(current_setting('app.roles', true), ','));
create policy committee on ethics.conflict as restrictive to app using (array['ethics-secretary', 'ethics-chair', 'ethics-member'] && string_to_array(current_setting('app.roles', true), ','));
