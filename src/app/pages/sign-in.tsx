import { useState } from 'react'
import { adopt, personas, signIn } from '#kernel/api.ts'
import { Btn } from '#ui/button.tsx'
import { forgetAll, useAction, useAddress, useQuery } from '#ui/data.tsx'
import { Skeleton } from '#ui/empty.tsx'
import { Field } from '#ui/field.tsx'
import { useFormat } from '#ui/format.ts'
import { useGo } from '#ui/go.tsx'
import { Notice } from '#ui/notice.tsx'
import { Plain } from '#ui/page.tsx'
import { PickList } from '#ui/pick-list.tsx'
import { setLang, useLang, useSay } from '#ui/say.ts'

/** One of each role stands first, the one with most to do; the others follow house by house in the order of a study's travel. */
const seats = ['ethics-secretary', 'research-office', 'pi', 'ethics-chair', 'department-head', 'legal', 'seal-keeper', 'institution-head']
const order = ['hospital', 'company', 'cro', 'bureau', 'office', 'platform']
const inside = (to: string | null) => (to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/sign-in') ? to : '/')

/** Personas in the demo; account and password otherwise. */
export function SignIn() {
  const say = useSay(), lang = useLang(), format = useFormat(), go = useGo(), [address] = useAddress(), asked = useQuery(personas, {}), enter = useAction(adopt)
  const done = () => { forgetAll(); go(inside(address.get('to'))) }
  const language = <Btn kind="text" small onClick={() => setLang(lang === 'zh' ? 'en' : 'zh')}>{say('sign-in.language')}</Btn>
  if (asked.problem?.status === 404) return <Account onDone={done} foot={language} ended={address.get('to') !== null} />
  if (asked.problem) return <Plain title={say('sign-in.account')}><Notice tone="over" act={<Btn small onClick={asked.again}>{say('ui.retry')}</Btn>}>{asked.problem.message || say('ui.error.offline')}</Notice></Plain>
  if (!asked.data) return <Plain title={say('sign-in.title')}><Skeleton rows={8} /></Plain>
  const { now, people } = asked.data
  const pick = (key: string) => { void enter.run({ membershipId: key as never }).then((ok) => { if (ok) done() }) }
  const best = [...people].sort((a, b) => b.overdue - a.overdue || b.waiting - a.waiting)
  const first = best.filter((p, i) => best.findIndex((x) => x.role === p.role) === i), rest = people.filter((p) => !first.includes(p))
  const item = (p: typeof people[number], org: boolean) => ({ key: p.membershipId, name: p.name, role: p.office, count: p.waiting > 0 ? say('sign-in.waiting', { n: p.waiting }) : say('sign-in.nothing'), quiet: p.waiting === 0, note: [org ? p.org : null, p.unit, p.overdue > 0 ? say('sign-in.overdue', { n: p.overdue }) : null].filter(Boolean).join(' · ') })
  const seat = (a: typeof people[number], b: typeof people[number]) => seats.indexOf(a.role) - seats.indexOf(b.role)
  const kinds = order.filter((kind) => first.some((p) => p.orgKind === kind)).map((kind) => ({ label: say(`sign-in.group.${kind}`), items: first.filter((p) => p.orgKind === kind).sort(seat).map((p) => item(p, true)) }))
  const houses = [...new Set(rest.map((p) => p.org))].map((org) => ({ label: org, items: rest.filter((p) => p.org === org).sort(seat).map((p) => item(p, false)) }))
  return <Plain title={say('sign-in.title')} sub={say('sign-in.demo', { moment: format.moment(now) })} foot={<>{say('sign-in.not-here')}　{language}</>}>
    {enter.problem && <Notice tone="over">{enter.problem.reasons[0]?.text ?? enter.problem.message}</Notice>}
    <PickList onPick={pick} groups={kinds} />
    {rest.length > 0 && <details className="Idle"><summary>{say('sign-in.rest', { n: rest.length })}</summary><PickList onPick={pick} groups={houses} /></details>}
  </Plain>
}
function Account({ onDone, foot, ended }: { readonly onDone: () => void; readonly foot: React.ReactNode; readonly ended: boolean }) {
  const say = useSay(), enter = useAction(signIn), [login, setLogin] = useState(''), [password, setPassword] = useState('')
  return <Plain title={say('sign-in.account')} sub={ended ? say('sign-in.ended') : undefined} foot={foot}>
    <form onSubmit={(e) => { e.preventDefault(); void enter.run({ login, password }).then((ok) => { setPassword(''); if (ok) onDone() }) }}>
      {enter.problem && <Notice tone="over">{enter.problem.reasons[0]?.text ?? enter.problem.issues[0]?.text ?? enter.problem.message}</Notice>}
      <Field label={say('sign-in.login')} short>{(input) => <input {...input} autoComplete="username" autoFocus value={login} onChange={(e) => setLogin(e.target.value)} />}</Field>
      <Field label={say('sign-in.password')} short>{(input) => <input {...input} type="password" autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} />}</Field>
      <Btn kind="primary" type="submit" busy={enter.busy}>{say('sign-in.enter')}</Btn>
    </form>
  </Plain>
}
