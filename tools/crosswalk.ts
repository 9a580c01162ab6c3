// Measure → title → bureaus → rooms → state: the table a bureau reads and a developer trusts.
import { bureaus, documents } from '../policy/documents.ts'
import type { Measure, State } from '../policy/measure.ts'

const words: Record<State, string> = { supported: '已支持', partly: '部分支持', 'not-yet': '尚未支持', 'not-software': '非软件可为' }
const width = (text: string) => [...text].reduce((sum, letter) => sum + (/[\u2e80-\u9fff\uff00-\uff60]/.test(letter) ? 2 : 1), 0)
const fill = (text: string, columns: number) => text + ' '.repeat(Math.max(0, columns - width(text)))
const duty = ({ bureaus: { lead, joint } }: Measure) =>
  lead ? [bureaus[lead].title, joint.map((code) => bureaus[code].short).join('、')].filter(Boolean).join(' · ') : '文中未指明'

for (const { title, number, status, measures } of documents) {
  console.log(`\n${title}${number ? `  ${number}` : ''}  ${status === 'draft' ? '征求意见稿：参考' : '施行中'}`)
  const rows = measures.map((measure) => [measure.number, measure.title, duty(measure), measure.rooms.join(' '), words[measure.state]])
  const columns = rows[0]?.map((_, at) => Math.max(...rows.map((row) => width(row[at] ?? '')))) ?? []
  for (const row of rows) console.log(row.map((cell, at) => fill(cell, columns[at] ?? 0)).join('  ').trimEnd())
}
