import { useState, type ReactNode } from 'react'
import { again, answer, close, drop, type Thread } from '#kernel/threads/api.ts'
import { labels } from '#kernel/threads/labels.ts'
import { Btn } from './button.tsx'
import { useAction, type Problem } from './data.tsx'
import { Field } from './field.tsx'
import { useFormat } from './format.ts'
import { Go } from './go.tsx'
import { Tag } from './marks.tsx'
import { Notice } from './notice.tsx'
import { Reasons } from './reasons.tsx'
import { registerLabels, useSay } from './say.ts'
import { toast } from './toast.tsx'
import './thread.css'

registerLabels(labels)
/** What was answered instead: somebody was quicker, or a rule says no. */
export const ThreadProblem = ({ problem }: { readonly problem: Problem | undefined }) => {
  const say = useSay()
  if (!problem) return null
  if (problem.status === 409) return <Notice tone="soon">{say('threads.moved', { who: String(problem.now?.['who'] ?? ''), stage: String(problem.now?.['stage'] ?? '') })}</Notice>
  if (problem.status === 422) return <Reasons reasons={problem.reasons.map((r) => ({ text: r.text, basis: r.basis.map((b) => ({ ...b })) }))} />
  return <Notice tone="over">{problem.issues.map((i) => i.text).join(' ') || problem.message}</Notice>
}
/** Words to write and a button that sends them; what is written stays until it was taken. */
export const Words = ({ label, hint, confirm, max = 4000, busy, onSend, onCancel, children }: { readonly label: string; readonly hint?: string | undefined; readonly confirm: string; readonly max?: number; readonly busy: boolean; readonly onSend: (text: string) => void; readonly onCancel: () => void; readonly children?: ReactNode }) => {
  const say = useSay(), [text, setText] = useState('')
  return <div className="QuestionForm"><Field label={label} hint={hint} required>{(input) => <textarea {...input} rows={3} maxLength={max} value={text} onChange={(e) => setText(e.target.value)} />}</Field>{children}
    <div className="row"><Btn kind="primary" small busy={busy} off={text.trim() === '' ? say('ui.confirm.needed') : undefined} onClick={() => onSend(text.trim())}>{confirm}</Btn><Btn small onClick={onCancel}>{say('ui.cancel')}</Btn></div></div>
}
/** One question: the spot it hangs on, who asks, who must answer, how long it waits, what was answered, and what this person may do. */
export const ThreadView = ({ thread: t, to, select }: { readonly thread: Thread; /** leads to the case, where the list is not its own */ readonly to?: string | undefined; readonly select?: { readonly on: boolean; readonly onChange: (on: boolean) => void } | undefined }) => {
  const say = useSay(), format = useFormat(), [writing, setWriting] = useState<'answer' | 'again' | null>(null)
  const answering = useAction(answer), closing = useAction(close), asking = useAction(again), dropping = useAction(drop)
  const done = (text: string) => (ok: unknown) => { if (ok) { toast(text); setWriting(null) } }
  return <article className="Question" data-state={t.state}>
    {select && <input className="Box" type="checkbox" checked={select.on} aria-label={say('threads.select', { what: t.anchor.label || say('threads.spot.whole') })} onChange={(e) => select.onChange(e.target.checked)} />}
    <div className="what">
      <div className="spot"><b>{t.anchor.label || say('threads.spot.whole')}</b><Tag tone={t.state === 'open' ? 'soon' : t.state === 'closed' ? 'ok' : t.state === 'answered' ? 'lead' : undefined}>{t.stateText}</Tag>
        {t.round > 1 && <span className="note" title={say('threads.round.hint')}>{say('threads.round', { n: t.round })}</span>}{t.group && <Tag>{say('threads.joined')}</Tag>}</div>
      <p className="q">{t.body}</p>
      <p className="note">{[t.who, format.moment(t.at), t.state === 'open' && !t.mayAnswer ? say('threads.to', { who: t.toWhom }) : '', t.waitedDays > 0 ? say('threads.waited', { n: t.waitedDays }) : ''].filter(Boolean).join(' · ')}{to && <> · <Go to={to}>{[t.place, t.kind].filter(Boolean).join(' ')}</Go></>}</p>
      {t.replies.map((r, i) => <div className="reply" key={i}>{r.body}<span className="note blk">{[r.who, format.moment(r.at), r.closes > 1 ? say('threads.closes', { n: r.closes }) : ''].filter(Boolean).join(' · ')}</span></div>)}
    </div>
    {writing === null && (t.mayAnswer || t.mayJudge) && <div className="acts">
      {t.mayAnswer && <Btn small onClick={() => setWriting('answer')}>{say('threads.reply')}</Btn>}
      {t.mayJudge && t.state === 'answered' && <><Btn small busy={closing.busy} onClick={() => { void closing.run({ ids: [t.id] }).then(done(say('threads.state.closed'))) }}>{say('threads.close')}</Btn><Btn small kind="text" onClick={() => setWriting('again')}>{say('threads.again')}</Btn></>}
      {t.mayJudge && (t.state === 'draft' || t.state === 'open') && <Btn small kind="text" busy={dropping.busy} onClick={() => { void dropping.run({ id: t.id }).then(done(say('threads.state.dropped'))) }}>{say('threads.drop')}</Btn>}</div>}
    {writing !== null && <div className="wide">{writing === 'answer'
      ? <Words label={say('threads.reply')} hint={say('threads.reply.hint')} confirm={say('threads.reply')} busy={answering.busy} onCancel={() => setWriting(null)} onSend={(body) => { void answering.run({ ids: [t.id], body }).then(done(say('threads.answered'))) }} />
      : <Words label={say('threads.body')} confirm={say('threads.again')} max={2000} busy={asking.busy} onCancel={() => setWriting(null)} onSend={(body) => { void asking.run({ id: t.id, body }).then(done(say('threads.sent'))) }} />}</div>}
    <div className="wide"><ThreadProblem problem={answering.problem ?? closing.problem ?? asking.problem ?? dropping.problem} /></div>
  </article>
}
