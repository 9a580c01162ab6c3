import { useState } from 'react'
import { answer, join, list, type Thread } from '#kernel/threads/api.ts'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useAddress, useQuery } from '#ui/data.tsx'
import { Empty } from '#ui/empty.tsx'
import { Page, Section } from '#ui/page.tsx'
import { useSay } from '#ui/say.ts'
import { Tabs } from '#ui/tabs.tsx'
import { ThreadProblem, ThreadView, Words } from '#ui/thread.tsx'
import { toast } from '#ui/toast.tsx'

export const title = 'threads.title'
const tabs = ['answer', 'asked', 'done'] as const

/** Questions across cases: the same spot asked by several is one group, answered once. */
export function Page_() {
  const say = useSay(), [address, turn] = useAddress(), tab = tabs.find((t) => t === address.get('tab')) ?? 'answer', asked = useQuery(list, { tab }, { every: 30_000, keep: true })
  return <Page title={say('threads.title')}><Loaded asked={asked} rows={6}>{(data) => <>
    <Tabs label={say('threads.title')} current={tab} onPick={(key) => turn({ tab: key === 'answer' ? undefined : key })} tabs={tabs.map((t) => ({ key: t, label: say(`threads.tab.${t}`), ...(t === 'done' ? {} : { count: data.counts[t] }) }))} />
    {data.rows.length === 0 ? <Empty title={say(`threads.empty.${tab}`)}>{say('threads.none.text')}</Empty> : <Groups key={tab} rows={data.rows} choosing={tab === 'answer'} />}
    {data.more && <p className="note">{say('threads.more')}</p>}
  </>}</Loaded></Page>
}
export { Page_ as Page }
const spotOf = (t: Thread) => t.group ?? `${t.anchor.kind} ${t.anchor.anchor}`
function Groups({ rows, choosing }: { readonly rows: readonly Thread[]; readonly choosing: boolean }) {
  const say = useSay(), [chosen, setChosen] = useState<ReadonlySet<string>>(new Set()), [writing, setWriting] = useState(false), answering = useAction(answer), joining = useAction(join)
  const subjects = [...new Map(rows.map((t) => [t.subjectId, t.subject]))], picked = rows.filter((t) => chosen.has(t.id) && t.mayAnswer), ids = picked.map((t) => t.id)
  const pick = (ts: readonly Thread[], on: boolean) => setChosen(new Set(on ? [...chosen, ...ts.map((t) => t.id)] : [...chosen].filter((id) => !ts.some((t) => t.id === id))))
  const one = picked.length > 1 && new Set(picked.map((t) => t.subjectId)).size === 1 && new Set(picked.map((t) => t.group ?? t.id)).size > 1
  return <>
    {picked.length > 0 && <section className="BulkBar" aria-label={say('threads.chosen', { n: picked.length })}><div className="row wrap"><b>{say('threads.chosen', { n: picked.length })}</b><span className="grow" />
      <Btn kind="text" onClick={() => setChosen(new Set())}>{say('ui.bulk.clear')}</Btn>{one && <Btn busy={joining.busy} onClick={() => { void joining.run({ ids }).then((ok) => { if (ok) toast(say('threads.joined')) }) }}>{say('threads.join')}</Btn>}<Btn kind="primary" onClick={() => setWriting(true)}>{picked.length > 1 ? say('threads.reply.many', { n: picked.length }) : say('threads.reply')}</Btn></div>
      {writing && <Words label={say('threads.reply')} hint={say('threads.reply.hint')} confirm={picked.length > 1 ? say('threads.reply.many', { n: picked.length }) : say('threads.reply')} busy={answering.busy} onCancel={() => setWriting(false)} onSend={(body) => { void answering.run({ ids, body }).then((ok) => { if (ok) { toast(say('threads.answered')); setWriting(false); setChosen(new Set()) } }) }} />}
      <ThreadProblem problem={answering.problem ?? joining.problem} /></section>}
    {subjects.map(([id, name]) => {
      const own = rows.filter((t) => t.subjectId === id), spots = [...new Set(own.map(spotOf))]
      return <Section key={id} title={name} note={say('threads.note', { n: own.filter((t) => t.state === 'open').length })}>{spots.map((spot) => {
        const here = own.filter((t) => spotOf(t) === spot), places = new Set(here.map((t) => t.who))
        return <div key={spot} className="Questions">{choosing && places.size > 1 && <p className="row wrap"><span className="soon">{say('threads.same', { n: places.size })}</span><Btn small onClick={() => { pick(here, true); setWriting(true) }}>{say('threads.reply.many', { n: here.length })}</Btn></p>}
          {here.map((t) => <ThreadView key={t.id} thread={t} to={`/studies/${t.subjectId}?case=${t.caseId}`} {...(choosing && t.mayAnswer ? { select: { on: chosen.has(t.id), onChange: (on: boolean) => pick([t], on) } } : {})} />)}</div>
      })}</Section>
    })}
  </>
}
