// The process that sets letters: asked by render.ts over its channel, one question at a time; it ends with its parent.
import { LetterFault } from './fault.ts'
import { openSetter } from './setting.ts'
import type { Answer, Question } from './render.ts'

const setter = openSetter(process.argv[2]!)
const answer = async (q: Question): Promise<Answer> => {
  const s = await setter
  switch (q.ask) {
    case 'letter': return { rendered: await s.letter(q.template, q.facts, q.given) }
    case 'check': return { faults: await s.check(q.template, q.known) }
    case 'copy': return { rendered: await s.copy(q.copy) }
    case 'docx': return { rendered: await s.docx(q.file, q.at) }
  }
}
process.on('disconnect', () => process.exit(0))
process.on('message', (q: Question) => {
  void answer(q).catch((e: unknown): Answer => e instanceof LetterFault ? { refused: e.reasons } : { broken: String((e as Error).stack ?? e) }).then((a) => process.send?.(a))
})
