import type * as z from 'zod'
import { status } from '#kernel/audit/api.ts'
import { labels } from '#kernel/audit/labels.ts'
import { Copy } from '#ui/copy.tsx'
import { Loaded, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Empty } from '#ui/empty.tsx'
import { Facts } from '#ui/facts.tsx'
import { useFormat } from '#ui/format.ts'
import { Notice } from '#ui/notice.tsx'
import { Page as Shape, Section, Split } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'

registerLabels(labels)
export const title = 'audit.status'
type Status = z.output<typeof status.output>
const tones = { none: 'info', sealed: 'ok', behind: 'info', stalled: 'over' } as const

/** The state of the log in words, its last checkpoints, and how anyone verifies it without us. */
export function Page() {
  const say = useSay(), format = useFormat(), asked = useQuery(status, {}, { every: 5_000 })
  return <Shape title={say('audit.status')} beside={asked.data && <span className="dim">{say('audit.page.rows', { n: format.number(asked.data.size) })}</span>}>
    <Loaded asked={asked} rows={8}>{(d) => <Split label={say('audit.page.verify')} side={<How d={d} />}>
      <Section title={say('audit.page.now')}>
        <Notice tone={tones[d.state]}>{say(`audit.state.${d.state}`, { n: format.number(d.waiting), seconds: format.number(d.lagSeconds), moment: d.last ? format.moment(d.last.at) : '' })}</Notice>
        {d.last && <Facts items={[{ label: say('audit.page.root'), value: <Copy text={d.last.root} label={say('audit.page.root')} /> }]} />}
      </Section>
      <Checkpoints d={d} />
    </Split>}</Loaded>
  </Shape>
}
function Checkpoints({ d }: { readonly d: Status }) {
  const say = useSay(), format = useFormat(), rows = d.checkpoints.map((c, i) => ({ ...c, more: c.size - (d.checkpoints[i + 1]?.size ?? c.size) }))
  return <Section title={say('audit.page.checkpoints')} note={say('audit.page.checkpoints.note')}>
    <DataTable caption={say('audit.page.checkpoints')} dense rows={rows} rowKey={(c) => String(c.size)} empty={<Empty title={say('audit.page.none')} />} columns={[
      { key: 'at', label: say('audit.page.at'), width: '220px', nowrap: true, cell: (c) => <>{format.date(c.at)} <b>{format.second(c.at)}</b></> },
      { key: 'size', label: say('audit.page.size'), width: '96px', align: 'right', nowrap: true, cell: (c) => format.number(c.size) },
      { key: 'more', label: say('audit.page.more'), width: '72px', align: 'right', nowrap: true, dim: true, wideOnly: true, cell: (c) => (c.more > 0 ? `+${format.number(c.more)}` : '') },
      { key: 'root', label: say('audit.page.root'), wideOnly: true, cell: (c) => <span className="mono dim" title={c.root}>{c.root.slice(0, 24)}…</span> },
    ]} />
  </Section>
}
function How({ d }: { readonly d: Status }) {
  const say = useSay()
  return <>
    <Section title={say('audit.page.what')}><p className="read">{say('audit.page.what.text')}</p></Section>
    <Section title={say('audit.page.verify')}>
      <Facts items={[
        { label: say('audit.page.step', { n: 1 }), value: <>{say('audit.page.step.export')} <Copy text="npm run audit -- export" /></> },
        { label: say('audit.page.step', { n: 2 }), value: <>{say('audit.page.step.carry')}</> },
        { label: say('audit.page.step', { n: 3 }), value: <>{say('audit.page.step.verify')} <Copy text={`node verify.mjs ${say('audit.page.file')} --key audit.pub`} /></> },
      ]} />
      <p className="note">{say('audit.page.limit')}</p>
    </Section>
    {d.key && d.fingerprint && <Section title={say('audit.page.key')}>
      <p className="note">{say('audit.page.key.text')}</p>
      <Facts items={[{ label: say('audit.page.fingerprint'), value: <Copy text={d.fingerprint} /> }, { label: say('audit.page.line'), value: <Copy text={d.key} /> }]} />
    </Section>}
  </>
}
