import { drawing as d } from './tokens.ts'

export type StageState = 'done' | 'now' | 'later' | 'not'
export interface MapStage {
  readonly key: string
  readonly label: string
  readonly state: StageState
  /** without a lane: before the lanes part when declared first, after they join when declared last */
  readonly lane?: string | undefined
  readonly date?: string | undefined
  readonly note?: string | undefined
}
export interface MapLane { readonly key: string; readonly label: string; readonly note?: string | undefined }
export interface MapEdge { readonly from: string; readonly to: string; /** false: nobody has gone this way; absent: as its ends tell */ readonly taken?: boolean | undefined }

export interface Box { readonly stage: MapStage; readonly x: number; readonly y: number; readonly w: number; readonly h: number; readonly lines: readonly string[] }
export interface Line { readonly path: string; readonly state: 'done' | 'next' | 'not' }
export interface Drawn { readonly width: number; readonly height: number; readonly boxes: readonly Box[]; readonly lines: readonly Line[]; readonly bands: readonly { readonly lane: MapLane | null; readonly x: number; readonly y: number; readonly w: number; readonly h: number }[]; readonly bars: readonly { readonly x: number; readonly y: number; readonly h: number; readonly done: boolean }[] }

const rank: Record<StageState, number> = { now: 0, done: 0, later: 1, not: 2 }
const wide = (text: string, size: number) => [...text].reduce((n, c) => n + (c > '\u2e7f' ? size : size * .58), 0)
const sized = (stage: MapStage) => {
  const lines = [stage.date, stage.note].filter((l): l is string => !!l)
  return { lines, w: Math.ceil(Math.max(d.boxMin, wide(stage.label, d.text) + d.padX * 2, ...lines.map(l => wide(l, d.note) + d.padX * 2))), h: 14 + d.line * (1 + lines.length) }
}

/** A stage one only visits from another and returns to (退回补正): it hangs beneath that one. */
const visited = (key: string, edges: readonly MapEdge[]) => {
  const mine = edges.filter(e => e.from === key || e.to === key), other = mine[0] && (mine[0].from === key ? mine[0].to : mine[0].from)
  return mine.length === 2 && mine.every(e => e.from === other || e.to === other) && mine.some(e => e.from === key) && mine.some(e => e.to === key) ? other : undefined
}

/** The declared order is the order of travel: an edge to a later stage goes forward, any other goes back. */
const columnsOf = (stages: readonly MapStage[], edges: readonly MapEdge[]) => {
  const column = new Map<string, number>()
  for (const s of stages) {
    const host = visited(s.key, edges)
    column.set(s.key, host !== undefined && column.has(host) ? column.get(host)! : Math.max(0, ...edges.filter(e => e.to === s.key && column.has(e.from)).map(e => column.get(e.from)! + 1)))
  }
  return column
}
const chain = (stages: readonly MapStage[]): MapEdge[] => stages.slice(1).map((s, at) => ({ from: stages.slice(0, at + 1).filter(p => p.state !== 'not').at(-1)?.key ?? stages[at]!.key, to: s.key }))

/** One lane's stages in columns; the main line is for what was taken or will be, the rest lies beneath it. */
const block = (stages: readonly MapStage[], edges: readonly MapEdge[]) => {
  const column = columnsOf(stages, edges), boxes: Box[] = []
  const main = stages.some(s => s.state !== 'not') ? stages.filter(s => s.state !== 'not') : stages
  const tall = Math.max(0, ...main.map(s => sized(s).h)), mid = tall / 2
  let x = 0, height = tall
  for (let c = 0; c <= Math.max(-1, ...column.values()); c++) {
    const here = stages.filter(s => column.get(s.key) === c).sort((a, b) => rank[a.state] - rank[b.state])
    const w = Math.max(0, ...here.map(s => sized(s).w))
    let y = main.includes(here[0]!) ? mid - sized(here[0]!).h / 2 : tall + d.gapY
    for (const stage of here) {
      const s = sized(stage)
      boxes.push({ stage, ...s, x: x + (w - s.w) / 2, y })
      y += s.h + (visited(stage.key, edges) || here.some(o => visited(o.key, edges) === stage.key) ? d.gapY * 2.5 : d.gapY)
      height = Math.max(height, boxes.at(-1)!.y + s.h)
    }
    x += w + d.gapX
  }
  return { boxes, width: Math.max(0, x - d.gapX), height, mid }
}

const stateOf = (from: MapStage, to: MapStage): Line['state'] =>
  from.state === 'not' || to.state === 'not' ? 'not' : rank[from.state] + rank[to.state] === 0 ? 'done' : 'next'

/** A stepped path with softened corners. */
const stepped = (points: readonly (readonly [number, number])[]) => points.map(([x, y], at) => {
  const before = points[at - 1], after = points[at + 1]
  if (!before) return `M${x} ${y}`
  if (!after) return `L${x} ${y}`
  const near = (to: readonly [number, number]) => { const way = Math.hypot(to[0] - x, to[1] - y) || 1, r = Math.min(6, way / 2) / way; return `${x + (to[0] - x) * r} ${y + (to[1] - y) * r}` }
  return `L${near(before)}Q${x} ${y} ${near(after)}`
}).join('')

/** A line between two boxes: straight or stepped forward, up and down to one that hangs beneath, under the lane when it goes back or passes over others. */
const wire = (a: Box, b: Box, floor: number, boxes: readonly Box[], nth: number, taken?: boolean): Line & { readonly under: boolean } => {
  const seen = stateOf(a.stage, b.stage), state = seen === 'done' && taken === false ? 'not' : seen, ax = a.x + a.w / 2, bx = b.x + b.w / 2, ay = a.y + a.h / 2, by = b.y + b.h / 2
  if (Math.abs(ax - bx) < 2) return { state, under: false, path: ay < by ? stepped([[ax - 14, a.y + a.h], [ax - 14, b.y - 2]]) : stepped([[ax + 14, a.y], [ax + 14, b.y + b.h + 2]]) }
  const between = boxes.some(o => o !== a && o !== b && o.x > a.x + a.w && o.x + o.w < b.x && Math.min(ay, by) < o.y + o.h && Math.max(ay, by) > o.y)
  if (b.x > a.x + a.w && !between) {
    const x = a.x + a.w, end = b.x - 2, turn = ay < by ? x + d.gapX / 2 - 2 : end - d.gapX / 2
    return { state, under: false, path: stepped(ay === by ? [[x, ay], [end, by]] : [[x, ay], [turn, ay], [turn, by], [end, by]]) }
  }
  const from = ax + 8 + nth * 8, to = bx - 8, under = floor + 8 + nth * 6
  return { state, under: true, path: stepped([[from, a.y + a.h], [from, under], [to, under], [to, b.y + b.h + 2]]) }
}

/** Where the travel leaves a group: its last stage on the main line. */
const exit = (boxes: readonly Box[], edges: readonly MapEdge[]) => boxes.filter(b => b.stage.state !== 'not' && !visited(b.stage.key, edges)).at(-1)

/** Places every declared stage, lane beside lane; nothing is drawn that was not declared. */
export const layout = (stages: readonly MapStage[], lanes: readonly MapLane[] = [], edges?: readonly MapEdge[]): Drawn => {
  const first = stages.findIndex(s => s.lane), parted = lanes.length > 0 && first >= 0
  const before = parted ? stages.slice(0, first).filter(s => !s.lane) : [], after = parted ? stages.slice(first).filter(s => !s.lane) : []
  const groups = parted ? lanes.map(lane => ({ lane, stages: stages.filter(s => s.lane === lane.key) })).filter(g => g.stages.length) : [{ lane: null, stages }]
  const edgesIn = (some: readonly MapStage[]) => edges ? edges.filter(e => some.some(s => s.key === e.from) && some.some(s => s.key === e.to)) : chain(some)
  const all: Box[] = [], lines: Line[] = [], bands: Drawn['bands'][number][] = []
  const put = (some: readonly MapStage[], x: number, y: number, floorPad: number) => {
    const own = edgesIn(some), b = block(some, own), placed = b.boxes.map(box => ({ ...box, x: box.x + x, y: box.y + y }))
    const floor = y + b.height
    let nth = 0
    for (const e of own) { const [f, t] = [e.from, e.to].map(k => placed.find(p => p.stage.key === k)!) as [Box, Box]; const line = wire(f, t, floor, placed, nth, e.taken); if (line.under) nth++; lines.push(line) }
    all.push(...placed)
    return { ...b, placed, own, bottom: floor + (nth ? 8 + nth * 6 : 0) + floorPad }
  }
  const left = before.length ? block(before, edgesIn(before)).width + d.gapX * 2 : 0
  let y = 0, inner = 0
  const laid = groups.map(g => {
    const top = y + (parted ? d.laneHead : 4), got = put(g.stages, left + (parted ? d.gapX + 8 : 2), top, parted ? 12 : 4)
    const band = { lane: g.lane, x: left + (parted ? 14 : 0), y, w: 0, h: got.bottom - y }
    bands.push(band); inner = Math.max(inner, got.width); y = got.bottom + d.laneGap
    return { ...got, line: top + got.mid }
  })
  const height = y - d.laneGap, w = inner + (parted ? d.gapX * 2 : 4), right = left + 14 + w
  const bars: Drawn['bars'][number][] = []
  if (parted) {
    const done = before.every(s => s.state === 'done' || s.state === 'not') && (before.length === 0 || before.some(s => s.state === 'done')), joined = after.some(s => rank[s.state] === 0), half = height / 2
    bars.push({ x: left, y: 0, h: height, done }, { x: right + d.gapX - 14, y: 0, h: height, done: joined })
    for (const l of laid) {
      for (const b of l.placed.filter(b => !l.own.some(e => e.to === b.stage.key))) lines.push({ state: b.stage.state === 'not' ? 'not' : rank[b.stage.state] === 0 ? 'done' : 'next', path: `M${left + 5} ${b.y + b.h / 2}H${b.x - 2}` })
      const last = exit(l.placed, l.own)
      if (last) lines.push({ state: last.stage.state === 'done' ? 'done' : 'next', path: `M${last.x + last.w} ${last.y + last.h / 2}H${right + d.gapX - 16}` })
    }
    const b = before.length ? put(before, 2, half - block(before, edgesIn(before)).mid, 0) : null, end = b && exit(b.placed, b.own)
    if (end) lines.push({ state: done ? 'done' : 'next', path: `M${end.x + end.w} ${end.y + end.h / 2}H${left - 3}` })
    if (after.length) { const a = put(after, right + d.gapX * 2 - 8, half - block(after, edgesIn(after)).mid, 0), start = a.placed[0]!; lines.push({ state: joined ? 'done' : 'next', path: `M${right + d.gapX - 8} ${start.y + start.h / 2}H${start.x - 2}` }) }
  }
  const depth = { not: 0, next: 1, done: 2 }
  return { boxes: all, lines: lines.sort((a, b) => depth[a.state] - depth[b.state]), bars, bands: bands.map(b => ({ ...b, w })), width: Math.max(...all.map(b => b.x + b.w)) + (parted && !after.length ? d.gapX + 24 : 4), height }
}
