import { labels as proof } from '#kernel/audit/labels.ts'
import { check } from '#kernel/letters/api.ts'
import { labels } from '#kernel/letters/labels.ts'
import { useId, useQuery } from '#ui/data.tsx'
import { Skeleton } from '#ui/empty.tsx'
import { Facts } from '#ui/facts.tsx'
import { useFormat } from '#ui/format.ts'
import { Go } from '#ui/go.tsx'
import { Notice } from '#ui/notice.tsx'
import { Plain } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import '#ui/letters.css'

registerLabels(labels)
registerLabels(proof)
export const title = 'letters.check'

/** What the code on a printed letter leads to, for anyone who holds the paper: number, date, in force or not, and who issued it. */
export function Page() {
  const say = useSay(), format = useFormat(), token = useId(), asked = useQuery(check, { token }), found = asked.data
  return <Plain title={say('letters.check')} foot={say('letters.ui.check.foot')}>
    {found ? <div className="Checked">
      <Notice tone={found.inForce ? 'ok' : 'soon'}><b>{found.state}</b>　{say(found.inForce ? 'letters.ui.check.match' : 'letters.ui.check.not')}</Notice>
      <Facts wide items={[{ label: say('letter.number'), value: found.number }, { label: say('letter.date'), value: found.date }, { label: say('letters.ui.in-force-since'), value: found.inForce ? found.since : say('letters.check.not') }, { label: say('letter.org'), value: found.org }]} />
      {found.inForce && <section><h2>{say('letters.ui.check.proof')}</h2><p className="dim">{found.proof ? say('letters.ui.check.sealed', { seq: found.proof.seq, at: format.moment(found.proof.at) }) : say('letters.ui.check.sealing')}</p>
        {found.proof && <p><Go to={`/proof/${token}`}>{say('audit.letter.open')}</Go></p>}</section>}
    </div> : asked.problem ? <Notice tone="over">{say(asked.problem.status === 404 || asked.problem.status === 400 ? 'letters.ui.check.unknown' : 'ui.error.offline.deed')}</Notice> : <Skeleton rows={4} />}
  </Plain>
}
