import { readFileSync } from 'node:fs'

/** CPU time a process has used so far, user and system, in µs; /proc counts it in hundredths of a second. */
function used(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10_000
}
/** Of several processes together; one that has gone counts no more. */
export const cpu = (pids: readonly number[]): number => pids.reduce((sum, pid) => { try { return sum + used(pid) } catch { return sum } }, 0)
export const middle = (figures: readonly number[]): number => { const sorted = figures.toSorted((a, b) => a - b), at = (sorted.length - 1) / 2; return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2 }
