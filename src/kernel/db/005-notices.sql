-- 通知：谁该知道什么。事件即发件箱；clerk 读、写通知与投递；本人只读自己的。

create table kernel.notice (
  id uuid primary key,
  seq bigint generated always as identity,
  xact xid8 not null default pg_current_xact_id(),
  person_id uuid not null references kernel.person,
  org_id uuid not null references kernel.org,
  kind text not null,
  case_id uuid not null references kernel.case,
  subject_id uuid not null,
  source text not null,
  facts jsonb not null default '{}',
  code text not null unique check (code ~ '^[0-9a-z]{10}$'),
  at timestamptz not null default kernel.now(),
  read_at timestamptz,
  unique (person_id, org_id, source)
);
comment on table kernel.notice is '通知：给某人（在某机构的身份）的一条；文字在读时按读者语言写出，这里只存代码与事实，不存姓名与研究名称';
comment on column kernel.notice.source is '由来：一个事件、一次催办、一个时限的一步；同一人同一由来只有一条';
comment on column kernel.notice.code is '短链接 /t/编码，只认本人';
create index notice_person on kernel.notice (person_id, org_id, at desc, id desc);
create index notice_unread on kernel.notice (person_id, org_id) where read_at is null;
create index notice_new on kernel.notice (xact, seq);
create index notice_case on kernel.notice (case_id);

create table kernel.delivery (
  id uuid primary key,
  notice_id uuid not null references kernel.notice,
  person_id uuid not null references kernel.person,
  org_id uuid not null references kernel.org,
  channel text not null check (channel in ('in-app', 'email')),
  state text not null check (state in ('waiting', 'sending', 'sent', 'parked', 'dropped')),
  attempts integer not null default 0,
  next_at timestamptz,
  mail_id uuid,
  error text,
  at timestamptz not null default kernel.now(),
  sent_at timestamptz,
  unique (notice_id, channel)
);
comment on table kernel.delivery is '投递日志：一条通知经一个渠道的下落（待发、在发、已发、搁置、不必再发）、次数、下次时间、出错代码';
comment on column kernel.delivery.mail_id is '同一封邮件里的各条相同；重发时邮件编号不变';
create index delivery_next on kernel.delivery (next_at) where state in ('waiting', 'sending');
create index delivery_mail on kernel.delivery (mail_id) where mail_id is not null;
create index delivery_person on kernel.delivery (person_id, at desc, id desc);
create index delivery_at on kernel.delivery (at desc, id desc);

create table kernel.contact (
  person_id uuid primary key references kernel.person,
  email text check (email is null or char_length(email) <= 200),
  groups text[] not null default '{}',
  digest text check (digest is null or digest ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  updated_at timestamptz not null default kernel.now()
);
comment on table kernel.contact is '联系方式与提醒方式：本人填写，可以不填；哪几类发邮件，是否每天合并一次';

create table kernel.escalation (
  case_id uuid not null references kernel.case,
  rule text not null,
  due text not null,
  step text not null check (step in ('T-2', 'T-1', 'T', 'T+1', '50', '80', '100')),
  at timestamptz not null,
  done_at timestamptz,
  told boolean,
  primary key (case_id, rule, due, step)
);
comment on table kernel.escalation is '时限提醒：每个时限每一步至多一次；told 为否是到时已无意义（已停、已办、已过下一步）';
create index escalation_next on kernel.escalation (at) where done_at is null;

create table kernel.reminder (
  id uuid primary key,
  case_id uuid not null references kernel.case,
  org_id uuid not null references kernel.org,
  side text not null,
  person_id uuid not null references kernel.person,
  act_id uuid not null,
  day date not null,
  at timestamptz not null default kernel.now(),
  told_at timestamptz,
  unique (case_id, org_id, day)
);
comment on table kernel.reminder is '催办：等的一方催办的一方，每个办件每个工作日一次；署办公室，不署人';
create index reminder_new on kernel.reminder (at) where told_at is null;

create table kernel.dispatch (
  name text primary key,
  xact xid8 not null,
  id bigint not null,
  day date
);
comment on table kernel.dispatch is '分发到哪里：已处理的最后一个事件（事务号、编号），与排过提醒的日子';
insert into kernel.dispatch (name, xact, id) values ('notices', pg_current_xact_id(), 0);

call kernel.protect('kernel.notice', 'own-person', 'person_id');
call kernel.protect('kernel.delivery', 'own-person', 'person_id');
call kernel.protect('kernel.contact', 'own-person', 'person_id');
call kernel.protect('kernel.escalation', 'sealed');
call kernel.protect('kernel.reminder', 'case-party', 'case_id');
call kernel.protect('kernel.dispatch', 'sealed');
revoke insert, update, delete on kernel.notice, kernel.delivery from app;
revoke delete on kernel.contact from app;
revoke update on kernel.reminder from app;
grant update (read_at) on kernel.notice to app;
-- 系统管理员看得到投递的下落，看不到是什么事、给谁
create policy admin on kernel.delivery for select to app using ('system-admin' = any(string_to_array(current_setting('app.roles', true), ',')));
grant select, insert, update on kernel.notice, kernel.delivery, kernel.reminder, kernel.dispatch to clerk;
grant select, insert, update, delete on kernel.escalation to clerk;
grant select on kernel.contact to clerk;
grant usage on all sequences in schema kernel to app, clerk;

-- 还在的会话；只认令牌的摘要，不延长它
create function kernel.sessions_standing(tokens bytea[], at timestamptz) returns setof bytea language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select x.token_hash from kernel.session x join kernel.membership m on m.id = x.membership_id
   where x.token_hash = any(tokens) and x.expires_at > at and x.seen_at > at - interval '30 minutes'
     and m.from_on <= (at at time zone 'Asia/Shanghai')::date and (m.to_on is null or m.to_on >= (at at time zone 'Asia/Shanghai')::date)
$$;
revoke execute on function kernel.sessions_standing from public;
grant execute on function kernel.sessions_standing to clerk;
