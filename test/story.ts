import { minutes } from '#domains/ethics/seed.ts'
import { openMove } from '#kernel/procedure.ts'
import { cast } from '#domains/institutions/seed.ts'
import { fileRequired } from './files.ts'
import type { House } from './house.ts'

/** A study of the demo's cast on its way through the hospitals, told by those who act. */
export const dossier = { title: 'QH-101 片治疗晚期胃癌的Ⅱ期临床试验', titleEn: null, short: 'QH-101 片 晚期胃癌 Ⅱ期', product: 'QH-101 片', regime: 'drug', phase: '2', condition: '晚期胃癌', protocolNo: 'QH-101-201', protocolVersion: 'V2.0', protocolDate: '2026-08-20', sponsorName: '启航医药有限公司', targetSize: 120 } as const
export const lanes = ['startup.initiation', 'ethics.review', 'agreements.signing'] as const

export interface Stand { readonly id: string; readonly procedure: string; readonly stage: string; readonly version: number; readonly outcome: string | null; readonly place: string | null }
export interface Story {
  readonly study: string; readonly start: string
  /** where a case stands, read behind row-level security; the newest of its kind at the place */
  stand(procedure: string, place?: string): Promise<Stand>
  /** one move by one person with the version in force; the letter it is made with is drawn up, signed and sealed first */
  move(who: string, name: string, place?: string, more?: object): Promise<{ id: string; stage: string; version: number }>
}
const dotted = (name: string): [string, string] => { const at = name.lastIndexOf('.'); return [name.slice(0, at), name.slice(at + 1)] }

export function storyOf(h: House, study: string, start = ''): Story {
  const stand = async (procedure: string, place?: string): Promise<Stand> => {
    const org = place && procedure !== 'startup.start' ? await h.org(place) : null
    const [found] = await h.sql<Stand>('select c.id, c.procedure, c.stage, c.version, c.outcome, o.short place from kernel.case c left join kernel.org o on o.id = c.org_id where c.subject_id = $1 and c.procedure = $2 and ($3::uuid is null or c.org_id = $3) order by c.closed_at is null desc, c.opened_at desc, c.id desc limit 1', [study, procedure, org])
    if (!found) throw new Error(`no ${procedure} at ${place}`)
    return found
  }
  return {
    study, start, stand,
    move: async (who, name, place, more = {}) => {
      const [procedure, move] = dotted(name), { id, version, stage } = await stand(procedure, place), letter = openMove(h.o.ground.work.procedures.get(procedure)!, stage, move)?.letter
      if (letter && place && (await h.sql("select from kernel.letter l where l.case_id = $1 and l.kind = $2 and l.state = 'in-force' and l.after_event >= (select max(e.id) from kernel.event e where e.case_id = $1 and e.stage_from is distinct from e.stage_to)", [id, letter])).length === 0) await lettered(h, { stand }, holderAt(place, h.o.ground.work.letters.get(letter)!.kind.who[0]!).login, letter, place)
      return h.as(who, name, { id, seen: version, ...more })
    },
  }
}
export const created = async (h: House, more: object = {}, who = 'qizhou-cra'): Promise<string> => (await h.as<{ id: string }>(who, 'studies.create', { ...dossier, ...more })).id
export const sitesOf = (h: House, places: readonly string[]) => Promise.all(places.map(async (k) => ({ orgId: await h.org(k), investigatorId: await h.investigator(`${k}-pi`), planned: 20 })))
/** A start at the given hospitals, the first one leading; `study` when the dossier is there already. */
export async function begun(h: House, places: readonly string[], { study, who = 'qizhou-cra', alliance = false, ...more }: { study?: string; who?: string; /** the lead reviews, the others recognise */ alliance?: boolean; [fact: string]: unknown } = {}): Promise<Story> {
  const id = study ?? await created(h, more, who), sites = await sitesOf(h, places)
  await fileRequired(h, who, id)
  return storyOf(h, id, (await h.as<{ id: string }>(who, 'startup.begin', { studyId: id, leadOrgId: sites[0]!.orgId, sites, ...(alliance ? { alliance } : {}) })).id)
}
/** The same, signed everywhere and handed in. */
export async function submitted(h: House, places: readonly string[], more: Record<string, unknown> = {}): Promise<Story> {
  const s = await begun(h, places, more)
  for (const k of places) await s.move(`${k}-pi`, 'startup.site.sign', k)
  await s.move(typeof more['who'] === 'string' ? more['who'] : 'qizhou-cra', 'startup.start.submit')
  return s
}
/** The same, accepted by the lead: the lanes run where 统一受理 is accepted. */
export async function running(h: House, places: readonly string[], more: Record<string, unknown> = {}): Promise<Story> {
  const s = await submitted(h, places, more)
  await s.move(`${places[0]}-office`, 'startup.start.accept')
  return s
}
const approval = { number: '立项-2026-018' }, sealed = { number: 'QH-2026-HT-07' }
/** Each lane from its first stage to its grant: who, which move, with what. */
export const toGrant = {
  'startup.initiation': (k: string) => [[`${k}-office`, 'pass'], [`${k}-head`, 'support'], [`${k}-executive`, 'approve', approval]],
  'ethics.review': (k: string) => [[`${k}-secretary`, 'accept'], [`${k}-chair`, 'convene'], [`${k}-secretary`, 'minute', minutes(k)], [`${k}-chair`, 'agree'], [`${k}-chair`, 'issue']],
  'agreements.signing': (k: string) => [['qihang-legal', 'propose'], [`${k}-office`, 'forward'], [`${k}-legal`, 'pass'], ['qihang-legal', 'sign'], [`${k}-pi`, 'countersign'], [`${k}-pharmacy`, 'endorse'], [`${k}-seal`, 'seal', sealed]],
} as const satisfies Record<string, (k: string) => readonly (readonly [string, string, object?])[]>
/** Walks lanes of one hospital to their grant, all but the last `leave` steps. */
export async function grant(s: Story, place: string, which: readonly (keyof typeof toGrant)[] = lanes, leave = 0): Promise<void> {
  for (const lane of which) { const steps = toGrant[lane](place); for (const [who, move, more] of steps.slice(0, steps.length - leave)) await s.move(who, `${lane}.${move}`, place, more) }
}
/** More hospitals of the alliance, each with an office and one investigator (x01-office, x01-pi …); odd ones accept 统一受理. */
export async function moreHospitals(h: House, n: number): Promise<string[]> {
  const keys = Array.from({ length: n }, (_, i) => `x${String(i + 1).padStart(2, '0')}`)
  for (const [i, k] of keys.entries()) {
    const [org, department, ...people] = Array.from({ length: 4 }, () => crypto.randomUUID())
    await h.sql('insert into kernel.org values ($1, $2, $3, $4, $5, $6)', [org, 'hospital', `联盟第${i + 1}医院`, `第${i + 1}医院`, `Alliance Hospital ${i + 1}`, `Hospital ${i + 1}`])
    await h.sql("insert into institutions.profile select $1, $2, initiation_first, initiation_days, agreement_days, ruleset, document, from_on from institutions.profile order by org_id limit 1", [org, i % 2 === 0])
    await h.sql('insert into institutions.department values ($1, $2, $3, $4)', [department, org, '肿瘤科', 'Oncology'])
    for (const [at, role] of (['research-office', 'pi'] as const).entries()) {
      const login = `${k}-${role === 'pi' ? 'pi' : 'office'}`
      await h.sql('insert into kernel.person values ($1, $2, $3)', [people[at], `${login}某`, login])
      await h.sql('insert into kernel.account (person_id, login) values ($1, $2)', [people[at], login])
      await h.sql("insert into kernel.membership values (gen_random_uuid(), $1, $2, $3, '肿瘤科', '2020-01-01', null)", [people[at], org, [role]])
    }
    await h.sql('insert into institutions.investigator values (gen_random_uuid(), $1, $2, $3, $4, $5)', [org, department, people[1], `${k}-pi某`, `${k}-pi`])
  }
  return keys
}
/** How often the house goes to its database and back while something is asked. */
export async function trips<T>(h: House, run: () => Promise<T>): Promise<{ answer: T; trips: number }> {
  const client = await h.o.pool.connect(), socket = (client as unknown as { connection: { stream: { uncork: () => void } } }).connection.stream, plain = socket.uncork
  let n = 0
  socket.uncork = function (this: { readonly writableCorked: number }) { if (this.writableCorked === 1) n++; plain.call(this) }
  client.release()
  try { return { answer: await run(), trips: n } } finally { socket.uncork = plain }
}

/** Who of the cast holds an office at an institution: login and name. */
export const holderAt = (place: string, role: string): { readonly login: string; readonly name: string } => { const found = cast.find((o) => o.key === place)?.people.find((p) => p[3].includes(role)); if (!found) throw new Error(`no ${role} at ${place}`); return { login: found[0], name: found[1] } }
export interface LetterDrawn { readonly id: string; readonly number: string; readonly hash: string; readonly pages: number }
/** A letter drawn up by somebody, signed by all who sign its kind, and in force by the test authority's seal; what it unlocks may be done next. */
export async function lettered(h: House, s: Pick<Story, 'stand'>, who: string, kind: string, place: string): Promise<LetterDrawn> {
  const { procedure, signers } = h.o.ground.work.letters.get(kind)!.kind, drawn = await h.as<LetterDrawn>(who, 'letters.draft', { id: (await s.stand(procedure, place)).id, kind })
  for (const role of signers) {
    const { login, name } = holderAt(place, role), { id: confirmation } = await h.as<{ id: string }>(login, 'session.confirm', { hash: drawn.hash, act: 'letters.sign', password: name })
    await h.as(login, 'letters.sign', { id: drawn.id, confirmation })
  }
  await h.as(who, 'letters.seal', { id: drawn.id, how: 'ca' })
  return drawn
}
