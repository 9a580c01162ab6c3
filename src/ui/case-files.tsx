import { useState } from 'react'
import { list } from '#kernel/documents/api.ts'
import type { BoardItem } from './case-moves.tsx'
import { Btn } from './button.tsx'
import { useQuery } from './data.tsx'
import { FileList } from './file-list.tsx'
import { FileUpload } from './file-upload.tsx'
import { Section } from './page.tsx'
import { useSay } from './say.ts'

/** The files of one case, and a place to add to them for whom it concerns. */
export const CaseFiles = ({ item }: { readonly item: BoardItem }) => {
  const say = useSay(), asked = useQuery(list, { subject: item.id, caseId: item.id }), [adding, setAdding] = useState(false), data = asked.data, place = data?.filing[0]
  if (!data || (data.documents.length === 0 && !place)) return null
  return <Section title={say('documents')} note={data.documents.length > 0 ? say('documents.count', { n: data.documents.length }) : undefined} more={place && !adding ? <Btn small onClick={() => setAdding(true)}>{say('documents.add')}</Btn> : undefined} bare>
    {adding && place && <FileUpload filing={place} documents={data.documents} />}
    <FileList documents={data.documents} filing={data.filing} label={say('documents')} alone />
  </Section>
}
