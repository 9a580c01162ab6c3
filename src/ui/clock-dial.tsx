import type { Look } from './clock-face.ts'

const round = 31.4

/** The sign before the words: a ring showing the share used, or the state's own sign. */
export const Dial = ({ look, share = 0 }: { readonly look: Look; readonly share?: number | undefined }) =>
  <svg className="Dial" viewBox="0 0 14 14" aria-hidden="true">{signs[look] ?? <>
    <circle className="track" cx="7" cy="7" r="5" />
    <circle className="used" cx="7" cy="7" r="5" strokeDasharray={`${(share * round).toFixed(1)} ${round}`} transform="rotate(-90 7 7)" />
  </>}</svg>

const full = <circle className="full" cx="7" cy="7" r="6.5" />
const signs: Partial<Record<Look, React.ReactNode>> = {
  none: <circle className="dash" cx="7" cy="7" r="5.6" />,
  overdue: <>{full}<path className="cut-out heavy" d="M7 3.6v4M7 10v.2" /></>,
  done: <>{full}<path className="cut-out" d="m4 7.2 2.2 2.1L10.1 5" /></>,
  paused: <><circle className="thin" cx="7" cy="7" r="5.9" /><path className="bars" d="M5.4 4.8v4.4M8.6 4.8v4.4" /></>,
  waiting: <><circle className="thin" cx="7" cy="4.2" r="2.4" /><path className="thin" d="M2.2 12.6c.3-2.8 2-4.2 4.8-4.2s4.5 1.4 4.8 4.2" /></>,
}
