import type { Call } from '#kernel/implement.ts'
import type { Id } from '#kernel/id.ts'
import type { Hospital } from './api.ts'

/** Every hospital with its rules, committee and public investigators, in one reading. */
export async function hospitalList(call: Pick<Call, 'db' | 'lang'>): Promise<Hospital[]> {
  const en = call.lang === 'en'
  const [rows, people] = await Promise.all([
    call.db.selectFrom('institutions.profile as p').innerJoin('kernel.org as o', 'o.id', 'p.orgId').leftJoin('institutions.committee as c', 'c.orgId', 'p.orgId')
      .select(['p.orgId', 'o.name', 'o.nameEn', 'o.short', 'o.shortEn', 'p.acceptsUnified', 'p.initiationFirst', 'p.initiationDays', 'p.agreementDays', 'p.document', 'c.name as committee', 'c.nameEn as committeeEn']).orderBy('o.name').execute(),
    call.db.selectFrom('institutions.investigator as i').innerJoin('institutions.department as d', 'd.id', 'i.departmentId').select(['i.id', 'i.orgId', 'i.name', 'i.nameEn', 'd.name as department', 'd.nameEn as departmentEn']).orderBy('i.name').execute(),
  ])
  return rows.map((r) => ({
    orgId: r.orgId, name: en ? r.nameEn : r.name, short: en ? r.shortEn : r.short, acceptsUnified: r.acceptsUnified, initiationFirst: r.initiationFirst, initiationDays: r.initiationDays, agreementDays: r.agreementDays, document: r.document, committee: en ? r.committeeEn : r.committee,
    investigators: people.filter((i) => i.orgId === r.orgId).map((i) => ({ id: i.id, name: en ? i.nameEn : i.name, department: en ? i.departmentEn : i.department })),
  }))
}
/** The rules one hospital works by; null for an organisation that is no hospital here. */
export const profileOf = (call: Pick<Call, 'db'>, orgId: Id<'org'>) => call.db.selectFrom('institutions.profile').selectAll().where('orgId', '=', orgId).executeTakeFirst()
/** The persons behind public investigators: tasks and conflicts of interest need the person, pages only the name. */
export const investigatorsOf = (call: Pick<Call, 'db'>, ids: readonly Id<'investigator'>[]) => call.db.selectFrom('institutions.investigator').selectAll().where((q) => q('id', '=', q.fn.any(q.val([...ids])))).execute()
/** As which public investigator a person is registered at a hospital, if at all. */
export const investigatorAt = async (call: Pick<Call, 'db'>, orgId: Id<'org'>, personId: string): Promise<Id<'investigator'> | undefined> => (await call.db.selectFrom('institutions.investigator').select('id').where('orgId', '=', orgId).where('personId', '=', personId as Id<'person'>).executeTakeFirst())?.id
