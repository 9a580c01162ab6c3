import { useState } from 'react'
import { confirmNumber, edit, identifierKinds, one, type Facts as StudyFacts } from '../api.ts'
import { DossierForm, empty, stated } from './new.tsx'
import { StudyPage, type Study } from './one.tsx'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Facts } from '#ui/facts.tsx'
import { Field } from '#ui/field.tsx'
import { useFormat } from '#ui/format.ts'
import { Tag } from '#ui/marks.tsx'
import { Notice } from '#ui/notice.tsx'
import { Section, Split } from '#ui/page.tsx'
import { useSay } from '#ui/say.ts'
import { toast } from '#ui/toast.tsx'

export const title = 'studies.page.dossier'
/** The facts of a study, typed once; its registration numbers, checked by a person. */
function Dossier() {
  const id = useId(), asked = useQuery(one, { id: id as never })
  return <Loaded asked={asked}>{(data) => <StudyPage data={data} tab="dossier"><Parts key={data.study.version} data={data} /></StudyPage>}</Loaded>
}
function Parts({ data }: { readonly data: Study }) {
  const say = useSay(), format = useFormat(), save = useAction(edit), [open, setOpen] = useState(false), { study } = data
  const facts: StudyFacts = { ...empty, ...Object.fromEntries(Object.keys(empty).map((k) => [k, study[k as keyof StudyFacts]])) } as StudyFacts
  const moved = save.problem?.status === 409 ? save.problem.now : undefined
  if (open) return <>
    {moved && <Notice tone="soon">{say('studies.edit.moved', { who: String(moved['who'] ?? ''), at: moved['at'] ? format.moment(String(moved['at'])) : '' })}</Notice>}
    <DossierForm name={`study:${study.id}:${study.version}`} first={facts} problem={moved ? undefined : save.problem} busy={save.busy} confirm={say('studies.save')} onCancel={() => setOpen(false)}
      onSend={async (value) => { const done = await save.run({ id: study.id, seen: study.version, ...stated(value) }); if (done) { toast(say('studies.saved')); setOpen(false) } return done !== undefined }} />
  </>
  return <Split label={say('studies.numbers')} side={<Numbers data={data} />}>
    <Section title={say('studies.facts')} more={data.mayEdit && <Btn small onClick={() => setOpen(true)}>{say('studies.edit.open')}</Btn>}>
      <Facts wide items={(Object.keys(empty) as (keyof StudyFacts)[]).map((k) => ({ label: say(`studies.field.${k}`), value: shown(k, facts[k], say, format.date) ?? (needed.has(k) ? <span className="soon">{say('studies.missing')}</span> : <span className="dim">—</span>) }))} />
    </Section>
    {study.source === 'imported' && <p className="note">{say('studies.from-register')}</p>}
  </Split>
}
/** What the start of a study will ask for. */
const needed = new Set<keyof StudyFacts>(['product', 'regime', 'protocolNo', 'protocolVersion', 'protocolDate'])
const shown = (k: keyof StudyFacts, v: unknown, say: (key: string) => string, date: (d: string) => string) => (v === null || v === undefined || v === '' ? null : k === 'regime' ? say(`studies.regime.${String(v)}`) : k === 'phase' ? say(`studies.phase.${String(v)}`) : k === 'protocolDate' ? date(String(v)) : String(v))
function Numbers({ data }: { readonly data: Study }) {
  const say = useSay(), format = useFormat(), deed = useAction(confirmNumber), [kind, setKind] = useState<typeof identifierKinds[number]>('ctr'), [value, setValue] = useState('')
  const send = async () => { const done = await deed.run({ id: data.study.id, kind, value }); if (done) { setValue(''); toast(say(done.valid ? 'studies.number.kept' : 'studies.number.odd')) } }
  return <Section title={say('studies.numbers')}>
    <DataTable caption={say('studies.numbers')} dense rows={data.identifiers} rowKey={(i) => i.kind + i.value} empty={<p className="note">{say('studies.numbers.none')}</p>}
      columns={[{ key: 'kind', label: say('studies.number.kind'), cell: (i) => say(`studies.kind.${i.kind}`) }, { key: 'value', label: say('studies.number'), cell: (i) => <><span className="mono">{i.value}</span> {!i.valid && <Tag tone="soon">{say('studies.number.form')}</Tag>}</> }, { key: 'confirmed', label: say('studies.number.checked'), align: 'right', cell: (i) => (i.confirmedOn ? format.day(i.confirmedOn) : <span className="soon">{say('studies.number.unchecked')}</span>) }]} />
    <form onSubmit={(e) => { e.preventDefault(); void send() }}>
      <Field label={say('studies.number.kind')} short>{(input) => <select {...input} value={kind} onChange={(e) => setKind(e.target.value as never)}>{identifierKinds.map((k) => <option key={k} value={k}>{say(`studies.kind.${k}`)}</option>)}</select>}</Field>
      <Field label={say('studies.number')} short why={say('studies.number.why')} error={deed.problem?.issues.find((i) => i.path === 'value')?.text ?? deed.problem?.reasons[0]?.text}>{(input) => <input {...input} value={value} maxLength={60} onChange={(e) => setValue(e.target.value)} />}</Field>
      <Btn type="submit" busy={deed.busy} off={value.trim() ? undefined : say('studies.number.needed')}>{say('studies.number.confirm')}</Btn>
    </form>
  </Section>
}
export { Dossier as Page }
