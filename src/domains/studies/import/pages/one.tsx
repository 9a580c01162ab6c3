import { receipt } from '../api.ts'
import { labels as roomLabels } from '../../labels.ts'
import { labels } from '../labels.ts'
import { Lines, outcomes } from './list.tsx'
import { Btn } from '#ui/button.tsx'
import { Loaded, useId, useQuery } from '#ui/data.tsx'
import { useFormat } from '#ui/format.ts'
import { Figures, Page } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'

registerLabels(roomLabels)
registerLabels(labels)
export const title = 'studies.import.receipt'
/** What an import did, line by line; it can be opened again at any time. */
function Receipt() {
  const say = useSay(), format = useFormat(), id = useId(), asked = useQuery(receipt, { id: id as never })
  return <Loaded asked={asked}>{(r) => <Page title={say('studies.import.receipt')} beside={r.fileName} above={{ to: '/studies/import', label: say('studies.import') }} sub={say('studies.import.read-on', { at: format.moment(r.at), format: say(`studies.import.format.${r.format}`), encoding: r.encoding })} acts={<><Btn to="/studies?tab=prepared" kind="primary">{say('studies.import.see')}</Btn><Btn icon="print" onClick={() => window.print()}>{say('ui.print')}</Btn></>}>
    <Figures small items={outcomes.map((o) => ({ label: say(`studies.import.outcome.${o}`), value: r.counts[o], unit: say('studies.import.unit') }))} />
    <Lines lines={r.lines} />
  </Page>}</Loaded>
}
export { Receipt as Page }
