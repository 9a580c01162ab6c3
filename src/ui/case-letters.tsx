import type { BoardItem } from './case-moves.tsx'

export const CaseLetters = (_: { readonly item: BoardItem }) => null
