/** Names of the colours a part may ask for; the values stand in tokens.css and nowhere else. */
export const colour = {
  ground: 'var(--ground)', surface: 'var(--surface)', sunk: 'var(--sunk)', ink: 'var(--ink)', dim: 'var(--ink-2)',
  line: 'var(--line)', lineStrong: 'var(--line-strong)', control: 'var(--control)', accent: 'var(--accent)',
  ok: 'var(--ok)', soon: 'var(--soon)', over: 'var(--over)', paused: 'var(--paused)',
} as const

/** Under this width the page is a phone's: one column, bottom bar, targets of 44. In CSS: `screen and (max-width:767px)`, since a sheet of A4 is narrower still. */
export const phone = 768

/** The widest this matrix, list or drawing stays before it goes dense. */
export const denseFrom = 8

/** Sizes of the process drawing, which is computed and not laid out by CSS. */
export const drawing = { gapX: 26, gapY: 12, padX: 10, laneHead: 34, laneGap: 6, boxMin: 80, text: 14, note: 12, line: 18 } as const
