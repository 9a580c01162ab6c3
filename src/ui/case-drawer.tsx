import { lazy, Suspense } from 'react'
import { caseOne, clockCard } from '#kernel/api.ts'
import type { BoardItem } from './case-moves.tsx'
import { Btn } from './button.tsx'
import { CaseMoves } from './case-moves.tsx'
import { ClockCard } from './clock-card.tsx'
import { ClockChip } from './clock-chip.tsx'
import { useQuery } from './data.tsx'
import { Drawer } from './drawer.tsx'
import { Skeleton } from './empty.tsx'
import { Section } from './page.tsx'
import { ProcessMap } from './process-map.tsx'
import { Reasons } from './reasons.tsx'
import { useSay } from './say.ts'
import { Timeline } from './timeline.tsx'

// read when a case is opened, not before
const CaseFiles = lazy(() => import('./case-files.tsx').then((m) => ({ default: m.CaseFiles })))
const CaseLetters = lazy(() => import('./case-letters.tsx').then((m) => ({ default: m.CaseLetters })))
const CaseTurn = lazy(() => import('./case-turn.tsx').then((m) => ({ default: m.CaseTurn })))
const CaseThreads = lazy(() => import('./case-threads.tsx').then((m) => ({ default: m.CaseThreads })))
/** The clock opened: read when it is asked for. */
export const CaseClock = ({ id, mine, alone }: { readonly id: string; readonly mine?: boolean | undefined; readonly alone?: boolean | undefined }) => {
  const asked = useQuery(clockCard, { id: id as never })
  return asked.data ? <ClockCard {...asked.data} basis={asked.data.basis} mine={mine} alone={alone} /> : <Skeleton rows={4} />
}
/** One case without leaving the page: whose turn, the clock with its days, what may be done, how it goes, what happened. */
export const CaseDrawer = ({ item: shown, onClose, move }: { readonly item: BoardItem; readonly onClose: () => void; readonly move?: { readonly label: string; readonly by: (step: 1 | -1) => void } | undefined }) => {
  const say = useSay(), opened = useQuery(caseOne, { id: shown.id }, { every: 30_000 }).data, item = opened && opened.version > shown.version ? opened : shown, moves = opened?.moves ?? item.moves, against = moves.flatMap((m) => m.reasons.map((r) => ({ ...r, text: `${m.label}：${r.text}` })))
  const holder = item.holder ? [item.holder.org, item.holder.office].filter(Boolean).join(' ') : null
  return <Drawer title={[item.kind, item.place].filter(Boolean).join('　')} onClose={onClose} move={move} footer={moves.length > 0 ? <CaseMoves item={{ ...item, ...opened && { version: opened.version }, moves }} /> : undefined}
    sub={<span className="row wrap"><b>{item.stageText}</b><ClockChip face={item.face} mine={item.mine || item.face?.state === 'running'} {...(!item.mine && holder && item.outcome === null && item.face?.state !== 'running' ? { waits: { label: holder, days: item.waitedDays } } : {})} />{holder && item.outcome === null && <span className="note">{say('ui.turn')}{holder}</span>}</span>}>
    {opened?.page && <p><Btn to={opened.page.to}>{opened.page.label}</Btn></p>}
    {against.length > 0 && <Section title={say('ui.case.against')} bare><Reasons reasons={against.map((r) => ({ text: r.text, basis: r.basis }))} /></Section>}
    {item.face && item.face.state !== 'none' && <Section title={say('ui.clock')} bare><CaseClock id={item.id} mine alone /></Section>}
    <Suspense fallback={null}><CaseTurn item={item} /><CaseLetters item={item} /><CaseThreads item={item} /><CaseFiles item={item} /></Suspense>
    {opened ? <>
      <Section title={say('ui.case.course')} bare><ProcessMap label={say('ui.case.course')} stages={opened.stages.map((s) => ({ key: s.key, label: s.label, state: s.state, ...(s.date ? { date: s.date.slice(5) } : {}) }))} list /></Section>
      <Section title={say('ui.case.history')} bare><Timeline label={say('ui.case.history')} items={opened.events.map((e) => ({ id: e.id, at: e.at, who: e.who, text: e.text, note: e.note ?? undefined }))} /></Section>
    </> : <Skeleton rows={4} />}
  </Drawer>
}
