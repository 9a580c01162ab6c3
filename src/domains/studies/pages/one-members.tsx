import { one } from '../api.ts'
import { StudyPage, type Study } from './one.tsx'
import { Loaded, useId, useQuery } from '#ui/data.tsx'
import { DataTable } from '#ui/data-table.tsx'
import { Go } from '#ui/go.tsx'
import { Tag } from '#ui/marks.tsx'
import { Section } from '#ui/page.tsx'
import { useSay } from '#ui/say.ts'

export const title = 'studies.page.members'
type Party = Study['parties'][number]
/** Who takes part in a study: the organisations of each side, and at each hospital the investigator it has made public. */
function Members() {
  const say = useSay(), id = useId(), asked = useQuery(one, { id: id as never })
  return <Loaded asked={asked}>{(data) => <StudyPage data={data} tab="members">
    <Section title={say('studies.members.applicants')} note={say('studies.members.applicants.note')}>
      <DataTable<Party> caption={say('studies.members.applicants')} rows={data.parties.filter((y) => y.side === 'sponsor')} rowKey={(y) => y.org} columns={[{ key: 'org', label: say('studies.members.org'), width: '50%', cell: (y) => <b>{y.org}</b> }, { key: 'kind', label: say('studies.members.kind'), cell: (y) => say(`studies.org.${y.kind}`) }]} />
    </Section>
    <Section title={say('studies.members.sites')} note={say('studies.matrix.note', { n: data.sites.length, people: data.sites.reduce((n, s) => n + s.planned, 0) })} more={data.sites.length > 0 && <Go to={`/startup/${data.study.id}/sites`}>{say('studies.see-variation')}</Go>}>
      <DataTable<Study['sites'][number]> caption={say('studies.members.sites')} rows={data.sites} rowKey={(s) => s.caseId} empty={<p className="note">{say('studies.not-started')}</p>} columns={[
        { key: 'name', label: say('studies.site'), width: '34%', cell: (s) => <><b>{s.name}</b> {s.lead && <Tag tone="lead">{say('studies.lead')}</Tag>}</> }, { key: 'pi', label: say('studies.pi'), cell: (s) => s.investigator }, { key: 'department', label: say('studies.members.department'), cell: (s) => s.department },
        { key: 'planned', label: say('studies.members.planned'), align: 'right', cell: (s) => s.planned }, { key: 'stage', label: say('studies.stage'), cell: (s) => data.cases.find((c) => c.id === s.caseId)?.stageText ?? '—' },
      ]} />
    </Section>
    {data.parties.some((y) => y.side === 'site' && !data.sites.some((s) => s.name === y.org)) && <Section title={say('studies.members.others')} note={say('studies.members.others.note')}><p>{data.parties.filter((y) => y.side === 'site' && !data.sites.some((s) => s.name === y.org)).map((y) => y.org).join(say('studies.list.comma'))}</p></Section>}
  </StudyPage>}</Loaded>
}
export { Members as Page }
