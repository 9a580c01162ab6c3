-- retitle：卷宗改了简称，名下各办件与各方台面随之改名。只有卷宗的一方可以
create function kernel.retitle(p_subject uuid, p_title text) returns void language plpgsql security definer set search_path = kernel, pg_catalog, pg_temp as $$
begin
  if not exists (select from kernel.desk d where d.case_id = p_subject and d.org_id = kernel.my_org()) then raise exception 'retitle: not a party' using errcode = 'LY404'; end if;
  perform 1 from kernel.case c where c.subject_id = p_subject order by c.depth, c.id for no key update;
  update kernel.case c set title = p_title where c.subject_id = p_subject and c.title <> p_title;
  update kernel.desk d set title = p_title from kernel.case c where c.subject_id = p_subject and d.case_id = c.id and d.title <> p_title;
end $$;
comment on function kernel.retitle is '卷宗改名，名下办件与台面同改';
revoke execute on function kernel.retitle from public;
grant execute on function kernel.retitle to app, clerk;
