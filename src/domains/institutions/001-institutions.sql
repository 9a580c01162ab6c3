create schema institutions;
grant usage on schema institutions to app, clerk;

create table institutions.profile (
  org_id uuid primary key references kernel.org,
  accepts_unified boolean not null,
  initiation_first boolean not null,
  initiation_days integer not null check (initiation_days between 1 and 60),
  agreement_days integer not null check (agreement_days between 1 and 120),
  ruleset text not null check (ruleset in ('gcp', 'nhc')),
  document text not null,
  from_on date not null
);
comment on table institutions.profile is '医院办理规则：是否接受联盟统一受理、是否先立项后伦理、承诺时限、伦理用语规则集、所据制度';

create table institutions.department (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  name text not null,
  name_en text not null,
  unique (org_id, name)
);
comment on table institutions.department is '科室';

create table institutions.committee (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  name text not null,
  name_en text not null,
  members integer not null check (members >= 7)
);
comment on table institutions.committee is '伦理委员会；成员不少于 7 人';
create unique index committee_org on institutions.committee (org_id, name);

create table institutions.investigator (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  department_id uuid not null references institutions.department,
  person_id uuid not null references kernel.person,
  name text not null,
  name_en text not null
);
comment on table institutions.investigator is '在册主要研究者：医院对外公布的姓名与科室';
create index investigator_org on institutions.investigator (org_id);

create table institutions.post (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  name text not null,
  role text not null,
  membership_id uuid references kernel.membership
);
comment on table institutions.post is '岗位：名称、角色、现任';
create index post_org on institutions.post (org_id);

call kernel.protect('institutions.profile', 'reference');
call kernel.protect('institutions.department', 'reference');
call kernel.protect('institutions.committee', 'reference');
call kernel.protect('institutions.investigator', 'reference');
call kernel.protect('institutions.post', 'own-org', 'org_id');
revoke insert, update on institutions.post from app;
