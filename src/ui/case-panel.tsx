import type { ComponentType } from 'react'
import { me } from '#kernel/api.ts'
import type { BoardItem } from './case-moves.tsx'
import { useQuery } from './data.tsx'

interface Registered { readonly who: readonly string[]; readonly Panel: ComponentType<{ readonly item: BoardItem }> }
const panels = new Map<string, Registered>()
/** What a room shows of its own kind of case beside what every case shows; the front door registers it, and only the offices named at the case's own institution see it. */
export const registerPanel = (procedure: string, who: readonly string[], Panel: Registered['Panel']): void => { panels.set(procedure, { who, Panel }) }
export const CasePanel = ({ item }: { readonly item: BoardItem }) => {
  const found = panels.get(item.procedure), i = useQuery(me, {}, { when: found !== undefined }).data
  return found && i && i.orgId === item.orgId && i.roles.some((r) => found.who.includes(r)) ? <found.Panel item={item} /> : null
}
