// The Merkle tree of RFC 9162 §2.1: leaves SHA-256(0x00‖bytes), nodes SHA-256(0x01‖left‖right), split at the largest power of two; an odd leaf is never doubled.
import { createHash, hash as digest } from 'node:crypto'

const sha256 = (bytes: Uint8Array): Buffer => digest('sha256', bytes, 'buffer')
export const leafHash = (bytes: Uint8Array): Buffer => createHash('sha256').update('\0').update(bytes).digest()
const pair = Buffer.alloc(65, 1)
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer { pair.set(left, 1); pair.set(right, 33); return sha256(pair) }

/** Leaves `from` to before `to`, counted from 0. */
export interface Range { readonly from: number; readonly to: number }
const split = (n: number): number => { let k = 1; while (k * 2 < n) k *= 2; return k }

/** The complete subtrees of a tree, largest first: enough to append to it, and its root. */
export type Frontier = readonly Uint8Array[]
export const rootOf = (frontier: Frontier): Buffer => (frontier.length === 0 ? sha256(new Uint8Array()) : Buffer.from(frontier.reduceRight((right, left) => nodeHash(left, right))))
/** The frontier after more leaves; `made` hears of every subtree that became complete. One hash a leaf. */
export function extend(size: number, frontier: Frontier, leaves: Iterable<Uint8Array>, made?: (level: number, index: number, hash: Buffer) => void): { readonly size: number; readonly frontier: Frontier } {
  const stack = [...frontier]
  for (const leaf of leaves) {
    let node: Uint8Array = leaf, index = size, level = 0
    for (; index % 2 === 1; index = (index - 1) / 2) { const whole = nodeHash(stack.pop()!, node); made?.(++level, (index - 1) / 2, whole); node = whole }
    stack.push(node)
    size++
  }
  return { size, frontier: stack }
}

/** The subtrees whose hashes prove that a leaf is in a tree of this size, nearest first. */
export function inclusion(index: number, size: number): Range[] {
  const path: Range[] = []
  for (let from = 0, to = size; to - from > 1;) {
    const middle = from + split(to - from)
    if (index < middle) { path.unshift({ from: middle, to }); to = middle } else { path.unshift({ from, to: middle }); from = middle }
  }
  return path
}
/** The subtrees whose hashes prove that a tree of `size` begins with the tree of `first` leaves. */
export function consistency(first: number, size: number): Range[] {
  const path: Range[] = []
  let from = 0, to = size, whole = true
  while (first !== to) {
    const middle = from + split(to - from)
    if (first <= middle) { path.unshift({ from: middle, to }); to = middle } else { path.unshift({ from, to: middle }); from = middle; whole = false }
  }
  return whole ? path : [{ from, to }, ...path]
}
/** A range of a path as complete subtrees, largest first. */
export function subtrees({ from, to }: Range): { readonly level: number; readonly index: number }[] {
  const parts = []
  for (let at = from; at < to;) { let level = 0; while (at + 2 ** (level + 1) <= to && at % 2 ** (level + 1) === 0) level++; parts.push({ level, index: at / 2 ** level }); at += 2 ** level }
  return parts
}

/** Whether a proof shows that the leaf stands at this place of the tree with this root (RFC 9162 §2.1.3.2). */
export function verifyInclusion(index: number, size: number, leaf: Uint8Array, proof: readonly Uint8Array[], root: Uint8Array): boolean {
  if (!(index >= 0 && index < size) || leaf.length !== 32 || proof.some((p) => p.length !== 32)) return false
  let place = index, last = size - 1, hash = leaf
  for (const p of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) { hash = nodeHash(p, hash); while (place % 2 === 0 && place !== 0) { place /= 2; last = Math.floor(last / 2) } } else hash = nodeHash(hash, p)
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && Buffer.compare(hash, root) === 0
}
/** Whether a proof shows that the second tree begins with the whole first one (RFC 9162 §2.1.4.2). */
export function verifyConsistency(first: number, second: number, firstRoot: Uint8Array, secondRoot: Uint8Array, proof: readonly Uint8Array[]): boolean {
  if (!(first >= 1 && first <= second) || proof.some((p) => p.length !== 32)) return false
  if (first === second) return proof.length === 0 && Buffer.compare(firstRoot, secondRoot) === 0
  if (proof.length === 0) return false
  const [start, ...rest] = Number.isInteger(Math.log2(first)) ? [firstRoot, ...proof] : proof
  let place = first - 1, last = second - 1, was = start!, is = start!
  while (place % 2 === 1) { place = Math.floor(place / 2); last = Math.floor(last / 2) }
  for (const p of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      was = nodeHash(p, was)
      is = nodeHash(p, is)
      while (place % 2 === 0 && place !== 0) { place /= 2; last = Math.floor(last / 2) }
    } else is = nodeHash(is, p)
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && Buffer.compare(was, firstRoot) === 0 && Buffer.compare(is, secondRoot) === 0
}
