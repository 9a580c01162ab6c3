-- 留痕封链：请求、事件、说明逐行入链（RFC 9162），检查点签名；入链的行不能再改。

-- 一行属于哪个事务：早开始、晚提交的行也要等到，不能跳过
alter table kernel.act add column xact xid8 not null default pg_current_xact_id();
alter table kernel.note add column xact xid8 not null default pg_current_xact_id();
create index act_xact on kernel.act (xact, id);
create index event_xact on kernel.event (xact, id);
create index note_xact on kernel.note (xact, id);
-- 事务号不由写的人说：写一个旧的，就会被当作已经入链
create policy own_xact on kernel.act as restrictive for insert to app, clerk with check (xact = pg_current_xact_id());
create policy own_xact on kernel.event as restrictive for insert to app, clerk with check (xact = pg_current_xact_id());
create policy own_xact on kernel.note as restrictive for insert to app, clerk with check (xact = pg_current_xact_id());

create table kernel.leaf (
  seq bigint primary key check (seq > 0),
  kind text not null check (kind in ('act', 'event', 'note')),
  event_id bigint unique,
  row_id uuid,
  hash bytea not null check (octet_length(hash) = 32),
  check ((kind = 'event') = (event_id is not null) and (kind = 'event') = (row_id is null))
);
comment on table kernel.leaf is '入链的行：从 1 起连号，无空号；一行的摘要 SHA-256(0x00‖原文)，原文由 kernel.leaf_text 从那一行写出';
create unique index leaf_row on kernel.leaf (row_id, kind) where row_id is not null;

create table kernel.branch (
  level integer not null check (level >= 8),
  index bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (level, index)
);
comment on table kernel.branch is '满 2^level 行的子树摘要（从 256 行起存），证明一行时不必读全部';

create table kernel.checkpoint (
  size bigint primary key check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  at timestamptz not null,
  key_id text not null,
  signature bytea not null check (octet_length(signature) = 64)
);
comment on table kernel.checkpoint is '检查点：前 size 行的根，连同时刻由留痕密钥签名';

create table kernel.sequencer (
  one boolean primary key default true check (one),
  horizon xid8 not null default '0',
  size bigint not null default 0,
  frontier bytea not null default '',
  public_key text
);
comment on table kernel.sequencer is '入链到哪里了：事务号在 horizon 之前的行都已入链；frontier 是各满子树的摘要，由大到小；public_key 是签检查点的公钥（名称+编号+公钥）';

-- 已写下的不再改：连属主也不行；清空半成的演示数据这类维护，先设 linyan.maintenance = on
create function kernel.lasting() returns trigger language plpgsql as $$
begin
  if current_setting('linyan.maintenance', true) = 'on' then return case tg_op when 'UPDATE' then new when 'DELETE' then old end; end if;
  raise exception '留痕只增不改：%.% 不能 %', tg_table_schema, tg_table_name, tg_op using errcode = '42501';
end $$;
do $$
declare t text;
begin
  foreach t in array array['act', 'event', 'note', 'leaf', 'branch', 'checkpoint'] loop
    execute format('create trigger lasting before update or delete on kernel.%I for each row execute function kernel.lasting()', t);
    execute format('create trigger lasting_all before truncate on kernel.%I for each statement execute function kernel.lasting()', t);
  end loop;
end $$;

call kernel.protect('kernel.leaf', 'sealed');
call kernel.protect('kernel.branch', 'sealed');
call kernel.protect('kernel.checkpoint', 'sealed');
call kernel.protect('kernel.sequencer', 'sealed');
insert into kernel.sequencer default values;

-- leaf_text：一行的原文。{"种类": {列: 值}}，空列与 xact 不写，其余照 jsonb 的写法（键按长度再按字节，冒号逗号后一个空格，时刻为 UTC）。
-- 以后给这三张表添列，须可空、无默认值：旧行的原文不变，新行的新列自动入链。
-- 空列只在这一层去掉：data 与 input 里面的空值照写（三张表里只有这两列是 jsonb）。
create function kernel.leaf_text(kind text, r jsonb) returns text immutable strict parallel safe language sql as $$
  select jsonb_build_object(kind, jsonb_strip_nulls(r - '{xact,data,input}'::text[]) || case kind when 'event' then jsonb_build_object('data', r->'data') when 'act' then jsonb_build_object('input', r->'input') else '{}' end)::text
$$;

-- audit_take：取下一批，按（事务号、种类、编号）入链。只取事务号在所有未结束事务之前的行：它们都已提交，再没有更早的会出现。
-- 一次只一个服务器；轮不到时没有行。逻辑导入的库事务号会变小：那时锁住三张表，按“还没有入链”补齐。
create function kernel.audit_take(p_most integer) returns table (was bigint, frontier bytea, root bytea, public_key text, hashes bytea)
language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp set timezone = 'UTC' set enable_seqscan = off as $$
declare s kernel.sequencer; v_to xid8; v_end xid8; v_count bigint; v_last xid8;
begin
  if not pg_try_advisory_xact_lock(hashtext('linyan.audit')) then return; end if;
  select * into s from kernel.sequencer;
  v_to := pg_snapshot_xmin(pg_current_snapshot());
  v_end := v_to;
  if s.horizon > pg_snapshot_xmax(pg_current_snapshot()) then
    lock table kernel.act, kernel.event, kernel.note in share mode;
    s.horizon := '0'; v_to := '18446744073709551615'; v_end := pg_snapshot_xmin(pg_current_snapshot());
  end if;
  with waiting as (
    (select x.xact, 'act' kind, null::bigint event_id, x.id row_id, to_jsonb(x) r from kernel.act x
      where x.xact >= s.horizon and x.xact < v_to and not exists (select from kernel.leaf l where l.row_id = x.id and l.kind = 'act') order by x.xact, x.id limit p_most)
    union all
    (select x.xact, 'event', x.id, null::uuid, to_jsonb(x) from kernel.event x
      where x.xact >= s.horizon and x.xact < v_to and not exists (select from kernel.leaf l where l.event_id = x.id) order by x.xact, x.id limit p_most)
    union all
    (select x.xact, 'note', null::bigint, x.id, to_jsonb(x) from kernel.note x
      where x.xact >= s.horizon and x.xact < v_to and not exists (select from kernel.leaf l where l.row_id = x.id and l.kind = 'note') order by x.xact, x.id limit p_most)
  ), chosen as materialized (
    select w.*, s.size + row_number() over (order by w.xact, w.kind, w.event_id, w.row_id) seq from waiting w order by w.xact, w.kind, w.event_id, w.row_id limit p_most
  ), added as (
    insert into kernel.leaf (seq, kind, event_id, row_id, hash)
    select c.seq, c.kind, c.event_id, c.row_id, sha256('\x00'::bytea || convert_to(kernel.leaf_text(c.kind, c.r), 'UTF8')) from chosen c
    returning seq, hash
  )
  select string_agg(a.hash, ''::bytea order by a.seq), count(*), (select c.xact from chosen c order by c.xact desc limit 1) into hashes, v_count, v_last from added a;
  if v_count = 0 then
    if v_end <> v_to then update kernel.sequencer q set horizon = v_end; end if;
    return;
  end if;
  update kernel.sequencer q set size = s.size + v_count, horizon = case when v_count < p_most then v_end when v_end = v_to then v_last else q.horizon end;
  was := s.size; frontier := s.frontier; public_key := s.public_key;
  select c.root into root from kernel.checkpoint c where c.size = s.size;
  return next;
end $$;
-- audit_sign：同一事务里写下新的前沿、满子树与签了名的检查点
create function kernel.audit_sign(p jsonb) returns void language sql security definer set search_path = kernel, pg_catalog, pg_temp as $$
  insert into kernel.branch select (b->>0)::int, (b->>1)::bigint, decode(b->>2, 'hex') from jsonb_array_elements(p->'branches') b;
  insert into kernel.checkpoint values ((p->>'size')::bigint, decode(p->>'root', 'hex'), (p->>'at')::timestamptz, p->>'keyId', decode(p->>'signature', 'hex'));
  update kernel.sequencer set frontier = decode(p->>'frontier', 'hex'), public_key = p->>'publicKey' where size = (p->>'size')::bigint;
$$;

-- 读：全部原文只给文员与属主（导出）；应用只读得到摘要、检查点与进度
create function kernel.audit_rows(p_after bigint, p_most integer) returns table (seq bigint, hash bytea, row_text text)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp set timezone = 'UTC' as $$
  select l.seq, l.hash, case l.kind
      when 'event' then (select kernel.leaf_text('event', to_jsonb(e)) from kernel.event e where e.id = l.event_id)
      when 'act' then (select kernel.leaf_text('act', to_jsonb(a)) from kernel.act a where a.id = l.row_id)
      else (select kernel.leaf_text('note', to_jsonb(n)) from kernel.note n where n.id = l.row_id) end
    from kernel.leaf l where l.seq > p_after order by l.seq limit p_most
$$;
create function kernel.audit_missing(p_most integer) returns table (kind text, id text)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  with s as (select least(q.horizon, pg_snapshot_xmin(pg_current_snapshot())) horizon from kernel.sequencer q)
  (select 'act', a.id::text from kernel.act a, s where a.xact < s.horizon and not exists (select from kernel.leaf l where l.row_id = a.id and l.kind = 'act') limit p_most) union all
  (select 'event', e.id::text from kernel.event e, s where e.xact < s.horizon and not exists (select from kernel.leaf l where l.event_id = e.id) limit p_most) union all
  (select 'note', n.id::text from kernel.note n, s where n.xact < s.horizon and not exists (select from kernel.leaf l where l.row_id = n.id and l.kind = 'note') limit p_most)
$$;
create function kernel.audit_checkpoints(p_after bigint, p_to bigint, p_newest integer) returns table (size bigint, root bytea, at timestamptz, key_id text, signature bytea)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select c.* from (select * from kernel.checkpoint where size > p_after and size <= p_to order by size desc limit p_newest) c order by c.size
$$;
create function kernel.audit_key() returns text language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$ select q.public_key from kernel.sequencer q $$;
-- 还没有入链的：有没有、最早的一行是几时
create function kernel.audit_waiting() returns table (waiting bigint, since timestamptz)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp set enable_seqscan = off as $$
  with s as (select q.horizon from kernel.sequencer q)
  select count(*), min(w.at) from (
    (select a.at from kernel.act a, s where a.xact >= s.horizon and not exists (select from kernel.leaf l where l.row_id = a.id and l.kind = 'act') limit 1000) union all
    (select e.at from kernel.event e, s where e.xact >= s.horizon and not exists (select from kernel.leaf l where l.event_id = e.id) limit 1000) union all
    (select n.at from kernel.note n, s where n.xact >= s.horizon and not exists (select from kernel.leaf l where l.row_id = n.id and l.kind = 'note') limit 1000)) w
$$;
-- 某事件在第几行、摘要是什么：只有摘要，没有内容，持信函的人凭它核对
create function kernel.audit_leaf(p_event bigint) returns table (seq bigint, hash bytea)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$ select l.seq, l.hash from kernel.leaf l where l.event_id = p_event $$;
-- 事件的原文：以问的人自己的身份读，看不见的就没有
create function kernel.audit_event(p_event bigint) returns text language sql stable set timezone = 'UTC' as $$
  select kernel.leaf_text('event', to_jsonb(e)) from kernel.event e where e.id = p_event
$$;
-- 证明要用的摘要：几段行（下标自 0），几个满子树
create function kernel.audit_hashes(p_from bigint[], p_to bigint[], p_level integer[], p_index bigint[]) returns table (level integer, index bigint, hash bytea)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select 0, l.seq - 1, l.hash from unnest(p_from, p_to) r (lo, hi) join kernel.leaf l on l.seq > r.lo and l.seq <= r.hi
  union all select b.level, b.index, b.hash from unnest(p_level, p_index) x (level, index) join kernel.branch b on b.level = x.level and b.index = x.index
$$;

revoke execute on function kernel.lasting(), kernel.leaf_text(text, jsonb), kernel.audit_take(integer), kernel.audit_sign(jsonb), kernel.audit_rows(bigint, integer), kernel.audit_missing(integer), kernel.audit_checkpoints(bigint, bigint, integer), kernel.audit_key(), kernel.audit_waiting(), kernel.audit_leaf(bigint), kernel.audit_event(bigint), kernel.audit_hashes(bigint[], bigint[], integer[], bigint[]) from public;
grant execute on function kernel.audit_take(integer), kernel.audit_sign(jsonb), kernel.audit_rows(bigint, integer), kernel.audit_missing(integer) to clerk;
grant execute on function kernel.leaf_text(text, jsonb), kernel.audit_checkpoints(bigint, bigint, integer), kernel.audit_key(), kernel.audit_waiting(), kernel.audit_leaf(bigint), kernel.audit_event(bigint), kernel.audit_hashes(bigint[], bigint[], integer[], bigint[]) to app, clerk;
