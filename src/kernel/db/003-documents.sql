-- 文件：内容以散列为名存一次；谁能看，只由带着它的文件条目决定。版本只增，现行版一份文件只有一个。

create table kernel.file (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size > 0),
  type text not null,
  pages integer,
  readable text not null check (readable in ('text', 'part', 'scan', 'none')),
  scanned boolean not null default false,
  at timestamptz not null default kernel.now()
);
comment on table kernel.file is '存下的文件内容：散列、大小与检查所得的事实；正文在数据目录，这里一行对应一份';
comment on column kernel.file.readable is '文字能否读出：text 全部可读，part 部分可读，scan 扫描件须人工核看，none 不适用';
comment on column kernel.file.scanned is '是否经过查毒；没有接入查毒程序时为否';

create table kernel.document (
  id uuid primary key,
  subject_id uuid not null,
  case_id uuid not null references kernel.case,
  kind text not null check (kind <> ''),
  title text not null check (char_length(title) between 1 and 200),
  parent_id uuid references kernel.document,
  shared boolean not null default false,
  published boolean not null default false,
  audience text not null check (audience in ('all', 'side', 'org', 'office')),
  side text not null,
  org_id uuid not null references kernel.org,
  roles text[] not null default '{}',
  person_id uuid not null,
  version integer not null default 1,
  at timestamptz not null default kernel.now()
);
comment on table kernel.document is '文件条目：属于哪个办件、哪一类、谁归档、给谁看；内容在各版本';
comment on column kernel.document.parent_id is '由哪份共同文件而来（中心自己的知情同意书）';
comment on column kernel.document.published is '有过现行版；只有草稿的条目只给本机构看';
comment on column kernel.document.shared is '由本方各机构共同维护；否则只由归档的机构维护';
create index document_case on kernel.document (case_id);
create index document_subject on kernel.document (subject_id);

create table kernel.document_version (
  id uuid primary key,
  document_id uuid not null references kernel.document,
  case_id uuid not null references kernel.case,
  no integer not null check (no > 0),
  label text not null check (char_length(label) between 1 and 40),
  dated_on date,
  expires_on date,
  file_hash text not null references kernel.file,
  file_name text not null check (char_length(file_name) between 1 and 200),
  type text not null,
  state text not null check (state in ('draft', 'active', 'superseded', 'withdrawn')),
  replaced_by uuid references kernel.document_version,
  difference text,
  signed_by text,
  eye boolean not null default false,
  reason text,
  org_id uuid not null references kernel.org,
  person_id uuid not null,
  act_id uuid not null,
  at timestamptz not null default kernel.now(),
  unique (document_id, no)
);
comment on table kernel.document_version is '文件的一个版本：版本号、版本日期、有效期、散列；草稿只给本机构看，现行版只有一个';
comment on column kernel.document_version.signed_by is '签署人，按文件所载，由上传者填写';
comment on column kernel.document_version.eye is '上传者已逐页核看';
comment on column kernel.document_version.difference is '与上一版或共同版的差别';
create unique index document_active on kernel.document_version (document_id) where state = 'active';
create index document_version_case on kernel.document_version (case_id);
create index document_version_file on kernel.document_version (file_hash);

create table kernel.document_copy (
  id uuid primary key,
  number text not null unique,
  version_id uuid not null references kernel.document_version,
  case_id uuid not null references kernel.case,
  org_id uuid not null references kernel.org,
  person_id uuid not null,
  file_hash text not null,
  copy_hash text not null,
  file_name text not null,
  pages integer not null,
  at timestamptz not null default kernel.now()
);
comment on table kernel.document_copy is '核证副本：哪一版、谁在何时出具、副本自己的散列；只给出具的机构看';
create index document_copy_version on kernel.document_copy (version_id);

call kernel.protect('kernel.file', 'sealed');
call kernel.protect('kernel.document', 'case-party', 'case_id');
call kernel.protect('kernel.document_version', 'case-party', 'case_id');
call kernel.protect('kernel.document_copy', 'own-org', 'org_id');
create policy published on kernel.document as restrictive to app using (published or org_id = (select nullif(current_setting('app.org', true), '')::uuid));
-- 版本随文件条目可见；草稿只在本机构
create policy of_document on kernel.document_version as restrictive to app
  using (exists (select from kernel.document d where d.id = document_version.document_id) and (state <> 'draft' or org_id = (select nullif(current_setting('app.org', true), '')::uuid)))
  with check (exists (select from kernel.document d where d.id = document_version.document_id));
-- 只以自己的名义归档；只改自己一方的
create policy own_name on kernel.document as restrictive for insert to app with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid) and person_id = (select nullif(current_setting('app.person', true), '')::uuid));
create policy own_name on kernel.document_version as restrictive for insert to app with check (org_id = (select nullif(current_setting('app.org', true), '')::uuid) and person_id = (select nullif(current_setting('app.person', true), '')::uuid));
create policy own_side on kernel.document as restrictive for update to app
  using (org_id = (select nullif(current_setting('app.org', true), '')::uuid) or (shared and exists (select from kernel.desk x where x.case_id = document.case_id and x.org_id = (select nullif(current_setting('app.org', true), '')::uuid) and x.side = document.side)));
create policy own_side on kernel.document_version as restrictive for update to app
  using (exists (select from kernel.document d where d.id = document_version.document_id and (d.org_id = (select nullif(current_setting('app.org', true), '')::uuid) or (d.shared and exists (select from kernel.desk x where x.case_id = d.case_id and x.org_id = (select nullif(current_setting('app.org', true), '')::uuid) and x.side = d.side)))));
revoke update on kernel.document_copy from app;

-- 记下检查过的内容；同样的字节只有一行
create function kernel.file_kept(p_hash text, p_size bigint, p_type text, p_pages integer, p_readable text, p_scanned boolean) returns void language sql security definer set search_path = kernel, pg_catalog, pg_temp as $$
  insert into kernel.file (hash, size, type, pages, readable, scanned) values (p_hash, p_size, p_type, p_pages, p_readable, p_scanned)
  on conflict (hash) do update set scanned = kernel.file.scanned or excluded.scanned
$$;
-- 文件内容的事实：只答问的人看得见的版本
create function kernel.file_facts(p_hashes text[]) returns table (hash text, size bigint, pages integer, readable text, scanned boolean) language sql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
  select f.hash, f.size, f.pages, f.readable, f.scanned from kernel.file f where f.hash = any(p_hashes)
     and exists (select from kernel.document_version v join kernel.document x on x.id = v.document_id join kernel.desk d on d.case_id = x.case_id and d.org_id = kernel.my_org()
       where v.file_hash = f.hash and (x.org_id = d.org_id or (x.published and v.state <> 'draft')) and (x.audience = 'all' or (x.audience = 'side' and d.side = x.side) or (x.org_id = d.org_id and (x.audience = 'org' or (x.audience = 'office' and x.roles && kernel.my_roles())))))
$$;
revoke execute on function kernel.file_kept(text, bigint, text, integer, text, boolean), kernel.file_facts(text[]) from public;
grant execute on function kernel.file_kept(text, bigint, text, integer, text, boolean), kernel.file_facts(text[]) to app, clerk;
