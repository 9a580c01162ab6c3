// The bare peer: Fastify and pg, one named statement a request, the organisation in the SQL; no session, no row-level security, no rules, no labels.
import Fastify from 'fastify'
import pg from 'pg'

for (const type of [pg.types.builtins.DATE, pg.types.builtins.TIMESTAMPTZ]) pg.types.setTypeParser(type, String)
const pool = new pg.Pool({ ...JSON.parse(process.argv[2]!).target.connection, max: 8 })
const app = Fastify()
app.get('/list', async (r) => {
  const { org, role } = r.query as Record<string, string>
  return (await pool.query({ name: 'list', values: [org, [role]], text: `
    select d.case_id "caseId", d.subject_id "subjectId", d.procedure, d.stage, d.title, d.place, d.holder, d.holder_side "holderSide", d.roles, d.mine, d.due_on "dueOn", d.updated_at "updatedAt", d.clock
      from (select org_id, case_id, due_on from kernel.desk where org_id = $1 and open and mine and roles && $2 order by due_on, case_id limit 51) f join kernel.desk d using (org_id, case_id) order by f.due_on, f.case_id` })).rows
})
app.post('/move', async (r) => {
  const { id, seen, stage, roles, note, org, person } = r.body as Record<string, string>
  const { rows: [moved] } = await pool.query({ name: 'move', values: [id, seen, stage, roles, note ?? null, org, person], text: `
    with moved as (update kernel.case set stage = $3, version = version + 1, updated_at = clock_timestamp() where id = $1 and version = $2 returning id, subject_id, stage, version),
    act as (insert into kernel.act (id, name, person_id, org_id, at, outcome, request, input) select gen_random_uuid(), 'move', $7, $6, clock_timestamp(), 'done', 'x', jsonb_build_object('id', id, 'seen', $2::int) from moved returning id),
    event as (insert into kernel.event (act_id, case_id, subject_id, name, move, stage_to, holder_side, org_id, person_id, at, effective_at) select act.id, moved.id, subject_id, 'move', 'move', stage, 'site', $6, $7, clock_timestamp(), clock_timestamp() from moved, act returning id, act_id, case_id),
    note as (insert into kernel.note (id, case_id, event_id, act_id, audience, side, org_id, person_id, at, body) select gen_random_uuid(), case_id, id, act_id, 'all', 'site', $6, $7, clock_timestamp(), $5 from event where $5::text is not null),
    told as (update kernel.desk d set open = true, mine = side = 'site', roles = $4, stage = moved.stage, holder_side = 'site', updated_at = clock_timestamp() from moved where d.case_id = moved.id)
    select id, stage, version from moved` })
  if (!moved) throw new Error('moved meanwhile')
  return moved
})
await app.listen({ port: 0, host: '127.0.0.1' })
process.once('disconnect', () => { process.exit() })
process.send!(app.server.address())
