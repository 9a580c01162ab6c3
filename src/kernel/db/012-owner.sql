-- 外部数据库上，属主不是超级用户而又被授予 app：给 app 的收紧策略会连属主的函数一起收紧。收紧的只是以 app 身份发出的语句。
do $$
declare p record;
begin
  for p in select polname, polrelid::regclass as target, pg_get_expr(polqual, polrelid) used, pg_get_expr(polwithcheck, polrelid) checked from pg_policy
            where not polpermissive and polroles = array['app'::regrole::oid] and coalesce(pg_get_expr(polqual, polrelid), '') || coalesce(pg_get_expr(polwithcheck, polrelid), '') !~ 'CURRENT_USER' loop
    execute format('alter policy %I on %s', p.polname, p.target) 
      || case when p.used is null then '' else format(' using (current_user <> ''app'' or (%s))', p.used) end || case when p.checked is null then '' else format(' with check (current_user <> ''app'' or (%s))', p.checked) end;
  end loop;
end $$;
