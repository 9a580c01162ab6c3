-- startup
create schema if not exists startup;
grant usage on schema startup to app, clerk;

-- 各家不同：发起启动时逐家约定的事实。申办方看得到全部，各家只看到自己的；组长单位也看不到别家的
create table startup.variation (
  case_id uuid primary key references kernel.case,
  telephone text check (char_length(telephone) between 5 and 40),
  email text check (char_length(email) between 5 and 200),
  compensation_fen bigint check (compensation_fen between 0 and 10000000),
  consent_version text check (char_length(consent_version) between 1 and 40),
  dispensing text check (dispensing in ('gcp-pharmacy', 'pharmacy', 'department', 'none')),
  payment text not null default 'common' check (payment in ('common', 'annex')),
  insurance text not null default 'common' check (insurance in ('common', 'endorsement')),
  start_on date,
  consent_on date,
  version integer not null default 1,
  updated_at timestamptz not null default kernel.now(),
  check (consent_on >= start_on)
);
comment on table startup.variation is '各家不同：受试者联系方式、每次访视补偿（分）、本院知情同意书版本、发药、付款与保险附件、预计启动与首例日；编号即其中心办件';
call kernel.protect('startup.variation', 'case-party', 'case_id');
create policy own_side on startup.variation as restrictive to app using (exists (select from kernel.desk d where d.case_id = startup.variation.case_id and d.org_id = (select nullif(current_setting('app.org', true), '')::uuid) and d.side in ('sponsor', 'site')));
