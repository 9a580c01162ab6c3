-- 联盟互认：主审推送的整包、附加的本地事项、待会议通报的简易审查。

create table ethics.package (
  case_id uuid primary key references kernel.case,
  subject_id uuid not null,
  lead_org_id uuid not null references kernel.org,
  number text not null check (number <> ''),
  approved_on date not null,
  valid_until date not null,
  consent_version text,
  contact text not null,
  compensation bigint not null,
  words text not null,
  content jsonb not null,
  at timestamptz not null default kernel.now()
);
comment on table ethics.package is '主审推送给一家参加单位的整包：主审批件的编号、日期、有效期、全文事实与文件清单（版本、日期、散列），主审一方的联系方式与补偿';
comment on column ethics.package.compensation is '主审一方每次访视补偿，分';

create table ethics.local_item (
  id uuid primary key,
  case_id uuid not null references kernel.case,
  item text not null check (item in ('contact', 'compensation', 'staff', 'regulation')),
  words text not null check (char_length(words) between 1 and 1000),
  compensation bigint check ((item = 'compensation') = (compensation is not null)),
  agreed boolean,
  act_id uuid not null,
  at timestamptz not null default kernel.now()
);
comment on table ethics.local_item is '附加的本地事项，只限四类：联系方式、补偿标准、本地人员与设施、本地法规；增加补偿须申办方同意';
comment on column ethics.local_item.compensation is '本院每次访视补偿，分';
create index local_item_case on ethics.local_item (case_id, at);

create table ethics.report (
  id uuid primary key,
  org_id uuid not null references kernel.org,
  case_id uuid not null references kernel.case,
  concluded_on date not null,
  meeting_id uuid references ethics.meeting,
  act_id uuid not null,
  unique (case_id, concluded_on)
);
comment on table ethics.report is '简易审查通报：按简易程序办结、待下一次会议通报的事项；通报后记会议';
create index report_waiting on ethics.report (org_id, concluded_on) where meeting_id is null;

call kernel.protect('ethics.package', 'case-party', 'case_id');
call kernel.protect('ethics.local_item', 'case-party', 'case_id');
call kernel.protect('ethics.report', 'own-org', 'org_id');
revoke update on ethics.package from app;

-- 主审已发批件之后才自行受理的参加单位：只告诉同一次启动里等着主审的那一家
create function ethics.lead_approval(p_case uuid) returns table (lead_org_id uuid, number text, approved_on date, valid_until date, consent_version text, content jsonb)
language sql stable security definer set search_path = ethics, kernel, pg_catalog, pg_temp as $$
  select a.org_id, a.number, a.approved_on, a.valid_until, a.consent_version,
         coalesce((select l.content->'facts' from kernel.letter l where l.case_id = a.case_id and l.kind = 'ethics.approval' and l.state = 'in-force' order by l.drawn_at desc limit 1), '{}')
    from kernel.case r join kernel.case site on site.id = r.parent_id join kernel.case lead on lead.parent_id = site.parent_id and lead.procedure = site.procedure
    join kernel.case review on review.parent_id = lead.id and review.procedure = 'ethics.review' join ethics.approval a on a.case_id = review.id
   where r.id = p_case and r.procedure = 'ethics.recognition' and r.stage = 'waiting' and lead.facts->>'lead' = 'true'
     and exists (select from kernel.desk d where d.case_id = r.id and d.org_id = kernel.my_org()) limit 1
$$;
revoke execute on function ethics.lead_approval(uuid) from public;
grant execute on function ethics.lead_approval(uuid) to app, clerk;
