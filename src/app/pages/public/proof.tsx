import { letterProof } from '#kernel/audit/api.ts'
import { labels } from '#kernel/audit/labels.ts'
import { fileAddress } from '#kernel/client.ts'
import { Copy } from '#ui/copy.tsx'
import { useId, useQuery } from '#ui/data.tsx'
import { Skeleton } from '#ui/empty.tsx'
import { Facts } from '#ui/facts.tsx'
import { useFormat } from '#ui/format.ts'
import { Notice } from '#ui/notice.tsx'
import { Plain } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import '#ui/letters.css'

registerLabels(labels)
export const title = 'audit.letter'

/** What stands in the log of the letter somebody holds: row, path, signed checkpoint, and how to check them without us. */
export function Page() {
  const say = useSay(), format = useFormat(), token = useId(), asked = useQuery(letterProof, { token }), found = asked.data, proof = found?.proof
  return <Plain title={say('audit.letter')} sub={found?.number} foot={say('audit.letter.how')}>
    {proof && found ? <div className="Checked">
      <Notice tone={proof.intact === false ? 'over' : 'ok'} act={<a className="Btn" href={fileAddress(letterProof, { token })} download={`${found.number}.proof.json`}>{say('audit.letter.save')}</a>}>{proof.intact === false ? say('audit.letter.altered') : say('audit.letter.sealed', { seq: format.number(proof.seq), moment: format.moment(proof.at) })}</Notice>
      <Facts wide items={[
        ...(found.file ? [{ label: say('audit.letter.file'), value: <Copy text={found.file} /> }] : []),
        { label: say('audit.letter.hash'), value: <Copy text={proof.hash} /> },
        { label: say('audit.letter.path'), value: say('audit.letter.path.n', { n: proof.path.length, size: format.number(proof.size) }) },
        { label: say('audit.page.root'), value: <Copy text={proof.root} /> },
        { label: say('audit.letter.key'), value: <Copy text={proof.fingerprint} /> },
      ]} />
      <details><summary>{say('audit.letter.row')}</summary><p className="mono">{proof.row}</p></details>
    </div> : found ? <Notice>{say('audit.letter.waiting')}</Notice> : asked.problem ? <Notice tone="over">{say(asked.problem.status === 404 || asked.problem.status === 400 ? 'audit.letter.unknown' : 'ui.error.offline.deed')}</Notice> : <Skeleton rows={4} />}
  </Plain>
}
