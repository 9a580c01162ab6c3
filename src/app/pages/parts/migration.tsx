import { migrate, migrations } from '#kernel/api.ts'
import { labels } from '#kernel/posts/labels.ts'
import { useState } from 'react'
import type * as z from 'zod'
import { Btn } from '#ui/button.tsx'
import { Loaded, useAction, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Confirm } from '#ui/dialog.tsx'
import { Empty } from '#ui/empty.tsx'
import { useFormat } from '#ui/format.ts'
import { Page as Frame, Section } from '#ui/page.tsx'
import { Problems } from '#ui/problems.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { toast } from '#ui/toast.tsx'

registerLabels(labels)
export const title = 'posts.migration'
type Migration = z.output<typeof migrations.output>['migrations'][number]

/** What a new edition of a procedure would change for each running case, before anything is done. */
export function Page() {
  const say = useSay(), asked = useQuery(migrations, {})
  return <Frame title={say('posts.migration')} sub={say('posts.migration.sub')}><Loaded asked={asked} rows={4}>{(d) => d.migrations.length === 0 ? <Empty title={say('posts.migration.none')}>{say('posts.migration.none.text')}</Empty> : <>{d.migrations.map((m) => <One key={`${m.procedure} ${m.from} ${m.to}`} m={m} />)}</>}</Loaded></Frame>
}
function One({ m }: { readonly m: Migration }) {
  const say = useSay(), format = useFormat(), deed = useAction(migrate), [sure, setSure] = useState(false), date = (d: string | null) => (d ? format.date(d) : say('ui.none')), all = (list: readonly string[]) => list.join('、') || say('ui.none')
  return <Section title={say('posts.migration.from-to', { what: m.label, from: m.from, to: m.to })} note={say('posts.page.items.note', { n: m.cases.length })} more={m.cases.length > 0 && <Btn small onClick={() => setSure(true)}>{say('posts.migration.do')}</Btn>}>
    <DataTable caption={m.label} rows={m.cases} rowKey={(c) => c.id} empty={<p className="note">{say('posts.migration.nobody')}</p>} columns={[
      { key: 'title', label: say('posts.page.study'), cell: (c) => c.title }, { key: 'stage', label: say('posts.page.stage'), cell: (c) => (c.stage === c.to ? c.stageText : `${c.stageText} → ${c.toText}`) }, { key: 'gained', label: say('posts.migration.gained'), cell: (c) => all(c.gained) }, { key: 'lost', label: say('posts.migration.lost'), cell: (c) => all(c.lost) },
      { key: 'clocks', label: say('posts.migration.clocks'), cell: (c) => c.clocks.map((x) => `${x.label} ${date(x.was)} → ${date(x.becomes)}`).join('；') || say('ui.none') },
    ]} />
    {sure && <Confirm title={say('posts.migration.do')} confirm={say('posts.migration.do')} happens={[say('posts.migration.happens', { n: m.cases.length })]} busy={deed.busy} onClose={() => setSure(false)} onConfirm={() => { void deed.run({ procedure: m.procedure, from: m.from, to: m.to, digest: m.digest }).then((ok) => { if (ok) { toast(say('posts.migration.done', { n: ok.moved })); setSure(false) } }) }}><Problems problem={deed.problem} /></Confirm>}
  </Section>
}
