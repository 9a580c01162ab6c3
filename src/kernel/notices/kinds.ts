/** What a notice can be about, and the group by which a person chooses what also comes by e-mail. */
export const groups = ['turn', 'due', 'outcome', 'remind'] as const
export type Group = typeof groups[number]
export const kinds = { arrived: 'turn', returned: 'turn', question: 'turn', handover: 'turn', due: 'due', remind: 'remind', granted: 'outcome', refused: 'outcome', withdrawn: 'outcome', answer: 'outcome', letter: 'outcome' } as const satisfies Record<string, Group>
export type Kind = keyof typeof kinds
/** Kinds that ask for a deed: once the case has moved on there is no use in sending them. */
export const asks: readonly Kind[] = ['arrived', 'returned', 'due', 'remind']
