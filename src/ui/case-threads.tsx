import type { BoardItem } from './case-moves.tsx'

export const CaseThreads = (_: { readonly item: BoardItem }) => null
