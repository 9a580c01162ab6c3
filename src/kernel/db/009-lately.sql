-- lately：一项研究在办的各条线，同一机构同一流程近来办成的几件各用了哪几天。只数看的人本来就看得到的；每线最多看最近 50 件
create index case_granted on kernel.case (org_id, procedure, closed_at desc) where outcome = 'granted';
create function kernel.lately(p_subject uuid) returns table (org_id uuid, procedure text, opened_at timestamptz, closed_at timestamptz) language plpgsql stable security definer set search_path = kernel, pg_catalog, pg_temp as $$
begin
  if not exists (select from kernel.desk d where d.case_id = p_subject and d.org_id = kernel.my_org()) then return; end if;
  return query select k.org_id, k.procedure, y.opened_at, y.closed_at
    from (select distinct c.org_id, c.procedure from kernel.case c join kernel.desk d on d.case_id = c.id and d.org_id = kernel.my_org() where c.subject_id = p_subject and c.closed_at is null and c.org_id is not null and c.depth > 1) k
   cross join lateral (select g.id, g.opened_at, g.closed_at from kernel.case g where g.org_id = k.org_id and g.procedure = k.procedure and g.outcome = 'granted' order by g.closed_at desc limit 50) y
   where exists (select from kernel.desk d where d.case_id = y.id and d.org_id = kernel.my_org()) order by y.closed_at desc;
end $$;
comment on function kernel.lately is '近来办成的同类用了多久：预计启动以它为据';
revoke execute on function kernel.lately from public;
grant execute on function kernel.lately to app, clerk;
