import type { BoardItem } from './case-moves.tsx'

export const CaseFiles = (_: { readonly item: BoardItem }) => null
