-- 持信函的人凭信上的码，看它生效那一刻的留痕：那一行的原文与第几号事件。没有生效过的，没有。
create function kernel.letter_proof(p_token text) returns table (event bigint, number text, row_text text)
language sql stable security definer set search_path = kernel, pg_catalog, pg_temp set timezone = 'UTC' as $$
  select e.id, l.number, kernel.leaf_text('event', to_jsonb(e)) from kernel.letter l join kernel.event e on e.case_id = l.case_id and e.org_id = l.org_id and e.name = 'letters.in-force' and e.data->>'letter' = l.id::text
   where l.token = p_token order by e.id limit 1
$$;
revoke execute on function kernel.letter_proof(text) from public;
grant execute on function kernel.letter_proof(text) to app;
