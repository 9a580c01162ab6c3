import { list } from '#kernel/documents/api.ts'
import { one, papers } from '../api.ts'
import { StudyPage, type Study } from './one.tsx'
import { CheckList } from '#ui/check-list.tsx'
import { Btn } from '#ui/button.tsx'
import { Loaded, useId, useQuery } from '#ui/data.tsx'
import { Empty } from '#ui/empty.tsx'
import { FileList } from '#ui/file-list.tsx'
import { FileUpload } from '#ui/file-upload.tsx'
import { Notice } from '#ui/notice.tsx'
import { Section } from '#ui/page.tsx'
import { useSay } from '#ui/say.ts'

export const title = 'studies.page.files'
/** The documents of a study: what is still wanted, what is there, and a place to add. */
function StudyFiles() {
  const id = useId(), asked = useQuery(one, { id: id as never })
  return <Loaded asked={asked}>{(data) => <StudyPage data={data} tab="files"><Files data={data} /></StudyPage>}</Loaded>
}
function Files({ data }: { readonly data: Study }) {
  const say = useSay(), asked = useQuery(list, { subject: data.study.id }), wanted = useQuery(papers, { id: data.study.id })
  const required = wanted.data?.lines.filter((l) => l.need === 'required') ?? [], ready = required.filter((l) => l.state === 'ready').length, expired = wanted.data?.lines.filter((l) => l.state === 'expired') ?? []
  return <Loaded asked={asked}>{({ documents, filing, scanner }) => {
    const place = filing.find((f) => f.caseId === data.study.id)
    return <>
      {wanted.data && <Section title={say('studies.papers')} note={say('studies.papers.note', { ready, of: required.length })}>
        {expired.length > 0 && <Notice tone="over">{say('studies.papers.expired', { names: expired.flatMap((l) => l.held.filter((h) => h.expiresOn !== null && h.expiresOn < data.today).map((h) => say('studies.papers.expired-on', { title: h.title, day: h.expiresOn! }))).join('、') })}</Notice>}
        {wanted.data.differs && <Notice tone="soon">{say('studies.papers.differs', wanted.data.differs)}</Notice>}
        <details open={ready < required.length || expired.length > 0}><summary className="acc">{say('studies.papers.show', { n: wanted.data.lines.length })}</summary>
          <CheckList label={say('studies.papers')} lines={wanted.data.lines.map((l) => ({ key: l.kind, label: l.label, required: l.need === 'required', state: l.state, note: l.held.length > 0 ? l.held.map((h) => [h.label, h.datedOn, h.expiresOn && say('documents.until', { day: h.expiresOn })].filter(Boolean).join(' / ')).join('、') : undefined, basis: l.basis }))} /></details>
      </Section>}
      {place && <FileUpload filing={place} documents={documents} />}
      {documents.length === 0 ? <Empty title={say('documents.none')}>{say('documents.none.text')}</Empty> : <Section title={say('documents')} note={say('documents.count', { n: documents.length })} more={<Btn small icon="print" to={`/startup/receipt?study=${data.study.id}`}>{say('documents.receipt')}</Btn>}>
        <FileList documents={documents} filing={filing} label={say('documents')} />
        {scanner === null && <p className="note no-print">{say('documents.no-scanner')}</p>}
      </Section>}
    </>
  }}</Loaded>
}
export { StudyFiles as Page }
