// The one place that names every room, in order: a room may use only rooms above it.
import { agreements } from '#domains/agreements/module.ts'
import { ethics } from '#domains/ethics/module.ts'
import { institutions } from '#domains/institutions/module.ts'
import { policies } from '#domains/policies/module.ts'
import { startup } from '#domains/startup/module.ts'
import { studies } from '#domains/studies/module.ts'
import { kernelEndpoints } from '#kernel/api.ts'
import { audit } from '#kernel/audit/part.ts'
import { documents } from '#kernel/documents/part.ts'
import { letters } from '#kernel/letters/part.ts'
import { notices } from '#kernel/notices/part.ts'
import { posts } from '#kernel/posts/part.ts'
import { threads } from '#kernel/threads/part.ts'
import type { Cite } from '#kernel/cite.ts'
import type { Cited, Workshop } from '#kernel/implement.ts'
import { sayer, type Labels } from '#kernel/labels.ts'
import { fieldsOf } from '#kernel/moves.ts'
import { editionsOf, newest, signingLabels } from '#kernel/procedure.ts'
import type { Part, Room } from '#kernel/room.ts'
import { kernelServices } from '#kernel/services.ts'
import { sessionServices } from '#kernel/session.ts'
import { kernelLabels } from '#kernel/words.ts'

/** The kernel's own parts. */
export const parts: readonly Part[] = [audit, documents, letters, notices, posts, threads]
export const rooms: readonly Room[] = [institutions, studies, ethics, agreements, startup, policies]

export const house = (demo: boolean) => {
  const endpoints = [...kernelEndpoints, ...parts.flatMap((p) => p.endpoints), ...rooms.flatMap((r) => r.endpoints)].filter((e) => demo || !e.demo)
  const implementations = [...sessionServices(demo), ...kernelServices, ...parts.flatMap((p) => p.implementations), ...rooms.flatMap((r) => r.implementations)]
  const bound = new Set(implementations.map((i) => i.endpoint))
  const orphans = [...endpoints.filter((e) => !bound.has(e)).map((e) => `${e.name} has no handler`), ...implementations.filter((i) => !endpoints.includes(i.endpoint)).map((i) => `${i.endpoint.name} is not declared`)]
  if (orphans.length > 0) throw new Error(orphans.join('; '))
  const cited = (kind: Cited['kind'], things: readonly { readonly name: string; readonly cites: readonly Cite[] }[]): Cited[] => things.flatMap(({ name, cites }) => cites.map((c) => ({ kind, name, ...c })))
  const procedures = rooms.flatMap((r) => r.procedures), rules = rooms.flatMap((r) => r.rules)
  const words: Labels = Object.assign({}, kernelLabels, ...parts.map((p) => p.labels), ...rooms.map((r) => r.labels))
  const labels: Labels = { ...words, ...signingLabels(procedures, words) }
  const work: Workshop = { fields: new Map(endpoints.filter((e) => e.kind === 'action').map((e) => [e.name, fieldsOf(e)])), procedures: newest(procedures), editions: editionsOf(procedures), migrations: rooms.flatMap((r) => r.migrations), apart: rooms.flatMap((r) => r.apart), handedOver: rooms.flatMap((r) => r.handedOver), works: new Map(rooms.flatMap((r) => Object.entries(r.works))), cites: [...cited('procedure', procedures), ...cited('rule', rules), ...cited('endpoint', endpoints)], anchors: rooms.flatMap((r) => r.anchors), letters: new Map(rooms.flatMap((r) => r.letters.map((l) => [l.kind.name, l]))), papers: new Map(rooms.flatMap((r) => r.papers.map((k) => [k.name, k]))), zh: sayer(labels, 'zh') }
  return { endpoints, implementations, work, labels, rules }
}
