import { sql } from 'kysely'
import { moveServices, tell, type CaseRow, type CaseWork } from '#kernel/case.ts'
import { implement, type Call } from '#kernel/implement.ts'
import { NotFound } from '#kernel/refusal.ts'
import { profileOf } from '#domains/institutions/public.ts'
import { consentInForce } from '#domains/studies/public.ts'
import { approved, lasting, naming, ownStudy, receipt, standingAside, toReport } from '../actions.ts'
import { committeeOf, siteOf } from '../queries.ts'
import { endpoints, parcel } from './api.ts'
import { recognition } from './procedure.ts'
import { itemsOf, packageOf, pushLate, recognises, sideOf, signedHere } from './queries.ts'
import { compensable, differences, local, ownVersion, recognisable } from './rules.ts'

const fen = (yuan: unknown): number => Math.round(Number(yuan) * 100)
async function standing(call: Call, it: CaseRow) {
  const [box, items, committee, consent] = await Promise.all([packageOf(call, it.id), itemsOf(call, it.id), committeeOf(call, it.orgId!), consentInForce(call, it.subjectId, siteOf(it))])
  return { parent: box?.consentVersion ?? null, code: committee?.code ?? '', consent, items: items.map((i) => ({ item: i.item as string, agreed: i.agreed })) }
}
const add = (call: Call, it: CaseRow, item: 'contact' | 'compensation' | 'staff' | 'regulation', words: unknown, compensation: number | null) =>
  call.db.insertInto('ethics.localItem').values({ id: call.newId<'local_item'>('local_item'), caseId: it.id, item, words: String(words), compensation: compensation as never, actId: call.act, at: call.now }).execute()
const settle = (agreed: boolean) => async (call: Call, it: CaseRow): Promise<void> => { await call.db.updateTable('ethics.localItem').set({ agreed }).where('caseId', '=', it.id).where('agreed', 'is', null).where('item', '=', 'compensation').execute() }
/** A concern about safety is everybody's: it stands in the history of the study, where the lead and every site read it. */
const safetyNews = (call: Call, it: CaseRow, words: string): Promise<void> => tell(call, it.subjectId, 'ethics.recognition.safety-news', words, { case: it.id })

export const works: Record<string, CaseWork> = {
  'ethics.recognition': {
    opening: async (call, parent) => {
      if (!await recognises(call, parent)) return null
      const [profile, parties] = await Promise.all([profileOf(call, parent.orgId!), call.db.selectFrom('kernel.party').select(['orgId', 'side']).where('caseId', '=', parent.id).execute()])
      return { parties, facts: { ...parent.facts, site: parent.id, ...(profile?.ruleset === 'nhc' ? { wording: 'nhc' } : {}) } }
    },
    opened: pushLate,
    page: (it) => (it.stage === 'waiting' || it.stage === 'unled' ? null : { to: `/ethics/recognition/${it.id}`, label: 'ethics.recognition.open-package', roles: ['ethics-secretary', 'ethics-chair', 'ethics-member'] }),
    moves: {
      name: { ...naming, reasons: async (call, it, input) => [...(it.stage === 'received' ? await receipt(call, it) : []), ...await naming.reasons!(call, it, input, [])] },
      recuse: standingAside,
      attach: {
        reasons: async (call, it, { item }) => local.failing({ item: typeof item === 'string' ? item : '', signed: await signedHere(call, it) }),
        effect: async (call, it, { item, words }) => { await add(call, it, item as 'contact', words, null) },
      },
      compensate: {
        reasons: async (call, it, { yuan }) => { const box = await packageOf(call, it.id); return compensable.failing({ lead: Number(box?.compensation ?? 0), here: yuan === undefined ? Number.MAX_SAFE_INTEGER : fen(yuan), signed: await signedHere(call, it) }) },
        effect: async (call, it, { yuan, words }) => { await add(call, it, 'compensation', words, fen(yuan)) },
      },
      consent: { effect: settle(true) }, refuse: { effect: settle(false) },
      recognise: { reasons: async (call, it) => [...await ownStudy(call, it), ...recognisable.failing(await standing(call, it))] }, object: { reasons: ownStudy },
      transfer: { reasons: ownStudy, effect: async (call, it, { reason, note }) => { if (reason === 'safety') await safetyNews(call, it, note!.trim()) } },
      decline: { reasons: ownStudy },
      sign: { reasons: async (call, it) => [...await ownStudy(call, it), ...await lasting(call, it, 'ethics.recognition')], effect: async (call, it) => { await approved('ethics.recognition', async () => (await packageOf(call, it.id))?.number ?? null)(call, it); await toReport(call, it) } },
    },
  },
}
export const actions = [
  implement(parcel, async (call) => {
    const it = await call.db.selectFrom('kernel.case').select(['id', 'orgId', 'subjectId']).where('id', '=', call.input.id).where('procedure', '=', recognition.name).where('orgId', '=', sql<never>`kernel.my_org()`).executeTakeFirst()
    const box = it && await packageOf(call, it.id)
    if (!it || !box) throw new NotFound()
    const [here, items, committee, lead] = await Promise.all([sideOf(call, it.orgId!), itemsOf(call, it.id), committeeOf(call, it.orgId!), call.db.selectFrom('kernel.org').select(['short', 'shortEn']).where('id', '=', box.leadOrgId).executeTakeFirst()])
    const content = box.content as { remarks?: string; votes?: { vote: string; count: string }[]; papers?: { paper: string; label: string; dated: string; hash: string }[] }
    const shown = (item: string, v: string | number): string => (item === 'compensation' ? call.say('ethics.recognition.yuan', { yuan: Number(v) / 100 }) : item === 'months' ? call.say('ethics.recognition.months', { n: v }) : item === 'words' ? call.say(v === 'nhc' ? 'ethics.recognition.words.nhc' : 'ethics.recognition.words.gcp') : String(v))
    const own = items.some((i) => (i.item === 'contact' || i.item === 'compensation') && i.agreed !== false)
    return {
      studyId: it.subjectId as never, differences: differences({ contact: box.contact, compensation: Number(box.compensation), words: box.words, months: 12 }, here).map((d) => ({ item: d.item, label: call.say(`ethics.recognition.difference.${d.item}`), lead: shown(d.item, d.lead), here: shown(d.item, d.here) })),
      lead: (call.lang === 'en' ? lead?.shortEn : lead?.short) ?? '', number: box.number, approvedOn: box.approvedOn, validUntil: box.validUntil, receivedAt: box.at, remarks: content.remarks ?? '', votes: content.votes ?? [], papers: content.papers ?? [],
      items: items.map((i) => ({ item: i.item, label: call.say(`field.item.${i.item}`), words: i.words, agreed: i.agreed })), ownVersion: own && box.consentVersion ? ownVersion(box.consentVersion, committee?.code ?? '') : null,
    }
  }),
  ...moveServices(recognition, endpoints.filter((e) => e !== parcel)),
]
