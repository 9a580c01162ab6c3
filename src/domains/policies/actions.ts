import { implement } from '#kernel/implement.ts'
import { NotFound } from '#kernel/refusal.ts'
import { documentOf, documents, findMeasure, measures } from '../../../policy/documents.ts'
import { englishDocuments, englishParameters } from '../../../policy/english.ts'
import * as api from './api.ts'
import { bureauWords, caseCounts, chapterWords, citing, documentWords, ledgerRow, myBureau, parallelStarts, shownAlike, wordsOf } from './queries.ts'

export const actions = [
  implement(api.ledger, async (call) => {
    const [bureau, live] = await Promise.all([myBureau(call), parallelStarts(call)])
    const all = documents.map((d) => ({
      ...documentWords(call, d),
      chapters: [...new Set(d.measures.map((m) => m.chapter))].map((chapter) => ({ title: chapterWords(call, d, chapter), measures: d.measures.filter((m) => m.chapter === chapter).map((m) => ledgerRow(call, m, live, bureau)) })),
    }))
    const rows = all.flatMap((d) => d.chapters.flatMap((c) => c.measures)), of = (kind: 'lead' | 'joint') => rows.filter((r) => r.mine === kind).length
    return {
      now: call.now, bureau: bureau && bureauWords(call, bureau, 'title'), documents: all,
      counts: { all: measures.length, lead: of('lead'), joint: of('joint'), states: Object.fromEntries(api.states.map((s) => [s, rows.filter((r) => r.state === s).length])) as Record<typeof api.states[number], number> },
    }
  }),
  implement(api.measure, async (call) => {
    const m = findMeasure(call.input.number)
    if (!m) throw new NotFound()
    const [bureau, live, counts] = await Promise.all([myBureau(call), parallelStarts(call), caseCounts(call)])
    const document = documentOf(m.number), en = call.lang === 'en', cites = citing(call, m, counts), { closing } = document
    const sum = (key: 'cases' | 'open') => [...new Map(cites.map((c) => [c.name, c[key] ?? 0])).values()].reduce((a, b) => a + b, 0)
    return {
      ...shownAlike(call, m, live, bureau), now: call.now, document: documentWords(call, document), chapter: chapterWords(call, document, m.chapter),
      lead: m.bureaus.lead && bureauWords(call, m.bureaus.lead, 'title'), joint: m.bureaus.joint.map((code) => bureauWords(call, code, 'title')),
      asks: wordsOf(call, m).asks, phrases: [...m.phrases], parameters: m.parameters.map((p) => ({ ...p, of: en ? englishParameters[p.key] ?? p.of : p.of, from: document.from })),
      closing: closing?.cited === m.number ? { phrase: closing.phrase, says: (en ? englishDocuments[document.code].closing : null) ?? closing.says } : null,
      cites, cases: cites.some((c) => c.kind === 'procedure') ? { total: sum('cases'), open: sum('open'), to: '/studies' } : null,
    }
  }),
]
