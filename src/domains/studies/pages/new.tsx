import { create, phases, regimes, type Facts } from '../api.ts'
import { labels } from '../labels.ts'
import { Btn } from '#ui/button.tsx'
import { useAction, type Problem } from '#ui/data.tsx'
import { useDraft } from '#ui/draft.ts'
import { Skeleton } from '#ui/empty.tsx'
import { Field } from '#ui/field.tsx'
import { SavedAt } from '#ui/form-page.tsx'
import { useFormat } from '#ui/format.ts'
import { useGo } from '#ui/go.tsx'
import { Notice } from '#ui/notice.tsx'
import { Page } from '#ui/page.tsx'
import { Reasons } from '#ui/reasons.tsx'
import { registerLabels, useSay } from '#ui/say.ts'

registerLabels(labels)
export const title = 'studies.create'
export const empty: Facts = { title: '', titleEn: null, short: '', product: null, regime: null, phase: null, condition: null, protocolNo: null, protocolVersion: null, protocolDate: null, sponsorName: '', targetSize: null }
/** What a person really said: blank fields are nothing, not empty words. */
export const stated = (value: Facts): Facts => Object.fromEntries(Object.entries(value).map(([k, v]) => [k, typeof v === 'string' ? v.trim() || (k === 'title' || k === 'short' || k === 'sponsorName' ? '' : null) : v])) as Facts
const groups: readonly { readonly key: string; readonly fields: readonly (keyof Facts)[] }[] = [
  { key: 'what', fields: ['title', 'titleEn', 'short', 'sponsorName'] }, { key: 'kind', fields: ['regime', 'phase', 'product', 'condition', 'targetSize'] }, { key: 'protocol', fields: ['protocolNo', 'protocolVersion', 'protocolDate'] },
]
const required = new Set<keyof Facts>(['title', 'short', 'sponsorName'])

interface FormProps { readonly name: string; readonly first: Facts; readonly problem: Problem | undefined; readonly busy: boolean; readonly confirm: string; readonly onSend: (value: Facts) => Promise<boolean>; readonly onCancel?: () => void }
/** The dossier's facts as a form whose words are kept while they are typed. */
export function DossierForm({ name, first, problem, busy, confirm, onSend, onCancel }: FormProps) {
  const say = useSay(), format = useFormat(), draft = useDraft<Facts>(name, first), { value } = draft
  if (!draft.ready) return <Skeleton rows={6} />
  const control = (k: keyof Facts) => {
    const common = { label: say(`studies.field.${k}`), ...(required.has(k) ? { required: true } : { optional: true }), error: problem?.issues.find((i) => i.path === k)?.text, ...(say(`studies.why.${k}`) === `studies.why.${k}` ? {} : { why: say(`studies.why.${k}`) }) }
    const set = (v: string) => draft.set({ [k]: k === 'targetSize' ? (v === '' ? null : Number(v)) : v === '' && !required.has(k) ? null : v } as Partial<Facts>)
    const now = value[k] === null ? '' : String(value[k])
    if (k === 'regime' || k === 'phase') return <Field key={k} {...common} short>{(input) => <select {...input} value={now} onChange={(e) => set(e.target.value)}><option value="">{say('studies.choose')}</option>{(k === 'regime' ? regimes : phases).map((o) => <option key={o} value={o}>{say(`studies.${k}.${o}`)}</option>)}</select>}</Field>
    if (k === 'title' || k === 'titleEn') return <Field key={k} {...common}>{(input) => <textarea {...input} rows={2} maxLength={1000} value={now} onChange={(e) => set(e.target.value)} />}</Field>
    return <Field key={k} {...common} short={k !== 'sponsorName' && k !== 'product' && k !== 'short' && k !== 'condition'}>{(input) => <input {...input} type={k === 'protocolDate' ? 'date' : k === 'targetSize' ? 'number' : 'text'} min={k === 'targetSize' ? 1 : undefined} value={now} onChange={(e) => set(e.target.value)} />}</Field>
  }
  return <form noValidate onSubmit={(e) => { e.preventDefault(); void onSend(stated(value)).then((done) => { if (done) void draft.drop() }) }}>
    {draft.other && <Notice tone="soon" act={<><Btn small onClick={draft.takeOther}>{say('ui.draft.take')}</Btn> <Btn small onClick={draft.keepMine}>{say('ui.draft.keep')}</Btn></>}>{say('ui.draft.other', { at: draft.other.at ? format.moment(draft.other.at) : '' })}</Notice>}
    {problem && <Notice tone="over">{problem.status === 0 ? say('ui.error.offline.deed') : problem.message}</Notice>}
    {!!problem?.reasons.length && <Reasons reasons={problem.reasons} />}
    {groups.map((g) => <fieldset key={g.key} className="plain"><legend><h2>{say(`studies.group.${g.key}`)}</h2></legend><div>{g.fields.map(control)}</div></fieldset>)}
    <p className="row"><Btn kind="primary" type="submit" busy={busy}>{confirm}</Btn>{onCancel && <Btn onClick={onCancel}>{say('ui.cancel')}</Btn>}<SavedAt at={draft.savedAt} /></p>
  </form>
}
function NewStudy() {
  const say = useSay(), go = useGo(), make = useAction(create)
  return <Page title={say('studies.create')} above={{ to: '/studies', label: say('studies') }} sub={say('studies.create.text')}>
    <DossierForm name="study:new" first={empty} problem={make.problem} busy={make.busy} confirm={say('studies.create.confirm')} onSend={async (value) => { const done = await make.run(value); if (done) go(`/studies/${done.id}`); return done !== undefined }} />
  </Page>
}
export { NewStudy as Page }
