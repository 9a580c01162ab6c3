-- 问题串：补正的每一问落在一处（栏目、文件、页、条款），有人该答，一答可了多问。
-- 起草中的只有本方办理这一流程的各办公室看得见；发出后，办件各方都看得见。状态只经 kernel.thread_moved 改。

create table kernel.thread (
  id uuid primary key,
  case_id uuid not null references kernel.case,
  subject_id uuid not null,
  anchor_kind text not null check (anchor_kind in ('whole', 'field', 'file', 'page', 'clause')),
  anchor text not null check (char_length(anchor) <= 160),
  anchor_label text not null check (char_length(anchor_label) <= 200),
  body text not null check (char_length(body) between 1 and 2000),
  state text not null default 'draft' check (state in ('draft', 'open', 'answered', 'closed', 'dropped')),
  round integer not null default 1 check (round > 0),
  version integer not null default 1,
  group_id uuid,
  audience text not null check (audience in ('all', 'office')),
  side text not null,
  org_id uuid not null references kernel.org,
  roles text[] not null,
  to_side text not null,
  person_id uuid not null references kernel.person,
  act_id uuid not null,
  at timestamptz not null default kernel.now(),
  issued_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz
);
comment on table kernel.thread is '问题：问的是哪一处、谁问、哪一方该答、第几轮、到哪一步';
comment on column kernel.thread.group_id is '答的一方把几家问的同一件事并作一问';
create index thread_case on kernel.thread (case_id, at);
create index thread_subject on kernel.thread (subject_id);
create index thread_pending on kernel.thread (state, issued_at) where state in ('draft', 'open', 'answered');

create table kernel.thread_reply (
  id uuid primary key,
  thread_id uuid not null references kernel.thread,
  case_id uuid not null references kernel.case,
  reply_id uuid not null,
  audience text not null default 'all' check (audience = 'all'),
  side text not null,
  org_id uuid not null references kernel.org,
  roles text[] not null default '{}',
  person_id uuid not null references kernel.person,
  act_id uuid not null,
  at timestamptz not null default kernel.now(),
  body text not null check (char_length(body) between 1 and 4000)
);
comment on table kernel.thread_reply is '答复：同一答复（reply_id）可以了几问，每问各记一行';
create index thread_reply_thread on kernel.thread_reply (thread_id, at);

call kernel.protect('kernel.thread', 'case-party', 'case_id');
call kernel.protect('kernel.thread_reply', 'case-party', 'case_id');
revoke update on kernel.thread, kernel.thread_reply from app;

-- 问题：发出、收回、再问、办结，只由问的那几个岗位
create function kernel.thread_moved(p_ids uuid[], p_from text[], p_to text) returns table (id uuid) language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
begin
  return query update kernel.thread t set state = p_to, version = t.version + 1,
      audience = case when p_to = 'open' then 'all' else t.audience end,
      issued_at = case when p_to = 'open' then coalesce(t.issued_at, kernel.now()) else t.issued_at end,
      answered_at = case when p_to = 'answered' then kernel.now() when p_to = 'open' then null else t.answered_at end,
      closed_at = case when p_to in ('closed', 'dropped') then kernel.now() end,
      round = case when p_to = 'open' and t.state = 'answered' then t.round + 1 else t.round end
    from kernel.desk d
   where t.id = any(p_ids) and t.state = any(p_from) and p_to <> 'draft' and d.case_id = t.case_id and d.org_id = kernel.my_org()
     and case when p_to = 'answered' then d.side = t.to_side and t.audience = 'all' and t.state = 'open' else t.org_id = kernel.my_org() and t.roles && kernel.my_roles() end
  returning t.id;
end $$;
-- 发出本机构在这个办件里起草的全部问题（退回补正时一次告知），记下第几轮
create function kernel.thread_issue(p_case uuid, p_round integer) returns integer language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare n integer;
begin
  if not exists (select from kernel.desk d where d.case_id = p_case and d.org_id = kernel.my_org()) then raise exception 'threads: not a party' using errcode = 'LY404'; end if;
  update kernel.thread t set state = 'open', audience = 'all', issued_at = kernel.now(), round = p_round, version = t.version + 1 where t.case_id = p_case and t.org_id = kernel.my_org() and t.state = 'draft' and t.roles && kernel.my_roles();
  get diagnostics n = row_count;
  return n;
end $$;
-- 并问：该答的一方把同一研究里问给自己的几问并作一问
create function kernel.thread_join(p_ids uuid[], p_group uuid) returns integer language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
declare n integer;
begin
  update kernel.thread t set group_id = p_group, version = t.version + 1 from kernel.desk d
   where t.id = any(p_ids) and t.state = 'open' and d.case_id = t.case_id and d.org_id = kernel.my_org() and d.side = t.to_side
     and (select count(distinct x.subject_id) from kernel.thread x where x.id = any(p_ids)) = 1;
  get diagnostics n = row_count;
  return n;
end $$;
revoke execute on function kernel.thread_moved, kernel.thread_issue, kernel.thread_join from public;
grant execute on function kernel.thread_moved, kernel.thread_issue, kernel.thread_join to app, clerk;
