import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consistency, extend, inclusion, leafHash, nodeHash, rootOf, subtrees, verifyConsistency, verifyInclusion, type Range } from './merkle.ts'

// The definition of RFC 9162 §2.1.1, written down as it stands there: the oracle for everything faster.
const naive = (leaves: readonly Uint8Array[]): Buffer => {
  if (leaves.length === 0) return rootOf([])
  if (leaves.length === 1) return Buffer.from(leaves[0]!)
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return nodeHash(naive(leaves.slice(0, k)), naive(leaves.slice(k)))
}
const tree = (n: number): Buffer[] => Array.from({ length: n }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)))
const hashes = (leaves: readonly Buffer[], path: readonly Range[]) => path.map((r) => naive(leaves.slice(r.from, r.to)))
const sizes = fc.integer({ min: 1, max: 300 }), flip = (bytes: Uint8Array, at: number) => { const copy = Buffer.from(bytes); copy[at % copy.length]! ^= 1 << (at % 8); return copy }

describe('默克尔树（RFC 9162）', () => {
  it('空树、一片叶、CT 的八叶树，根与标准所列一字不差', () => {
    expect(rootOf([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    const ct = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) => leafHash(Buffer.from(hex, 'hex')))
    expect(rootOf(extend(0, [], ct.slice(0, 1)).frontier).toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
    expect(rootOf(extend(0, [], ct).frontier).toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
  })
  it('逐片添、成批添、隔开再添，根都与定义相同；长成的子树一个不漏', () => {
    fc.assert(fc.property(sizes, fc.integer({ min: 0, max: 300 }), (n, cut) => {
      const leaves = tree(n), at = Math.min(cut, n), made = new Map<string, Buffer>(), hear = (level: number, index: number, hash: Buffer) => { made.set(`${level} ${index}`, hash) }
      const first = extend(0, [], leaves.slice(0, at), hear), all = extend(first.size, first.frontier, leaves.slice(at), hear)
      expect([all.size, rootOf(all.frontier)]).toEqual([n, naive(leaves)])
      for (let level = 1; 2 ** level <= n; level++) for (let i = 0; (i + 1) * 2 ** level <= n; i++) expect(made.get(`${level} ${i}`)).toEqual(naive(leaves.slice(i * 2 ** level, (i + 1) * 2 ** level)))
      expect(made.size).toBe(n - all.frontier.length)
    }), { numRuns: 60 })
  })
  it('每片叶的证明都成立；换叶、换位、换根、改一位、多一段少一段都不成立', () => {
    fc.assert(fc.property(sizes, fc.nat(), fc.nat(), (n, pick, bit) => {
      const leaves = tree(n), i = pick % n, root = naive(leaves), path = hashes(leaves, inclusion(i, n))
      const holds = (index: number, size: number, leaf: Uint8Array, proof: readonly Uint8Array[], top: Uint8Array) => verifyInclusion(index, size, leaf, proof, top)
      expect(holds(i, n, leaves[i]!, path, root)).toBe(true)
      expect([holds(i, n, flip(leaves[i]!, bit), path, root), holds(i, n, leaves[i]!, path, flip(root, bit)), holds(i, n, leaves[i]!, [...path, root], root), holds(n, n, leaves[i]!, path, root), holds(-1, n, leaves[i]!, path, root)]).toEqual([false, false, false, false, false])
      for (let k = 0; k < path.length; k++) expect([holds(i, n, leaves[i]!, path.with(k, flip(path[k]!, bit)), root), holds(i, n, leaves[i]!, path.toSpliced(k, 1), root)]).toEqual([false, false])
      if (n > 1) expect(holds((i + 1) % n, n, leaves[i]!, path, root)).toBe(false)
    }), { numRuns: 300 })
  })
  it('后来的树含有从前的树，证明都成立；改一位就不成立', () => {
    fc.assert(fc.property(sizes, fc.nat(), fc.nat(), (n, pick, bit) => {
      const leaves = tree(n), m = 1 + (pick % n), [was, is] = [naive(leaves.slice(0, m)), naive(leaves)], path = m === n ? [] : hashes(leaves, consistency(m, n))
      expect(verifyConsistency(m, n, was, is, path)).toBe(true)
      expect([verifyConsistency(m, n, flip(was, bit), is, path), verifyConsistency(m, n, was, flip(is, bit), path), verifyConsistency(m, n, was, is, [...path, is]), verifyConsistency(n + 1, n, was, is, path), verifyConsistency(0, n, was, is, path)]).toEqual([false, false, false, false, false])
      for (let k = 0; k < path.length; k++) expect([verifyConsistency(m, n, was, is, path.with(k, flip(path[k]!, bit))), verifyConsistency(m, n, was, is, path.toSpliced(k, 1))]).toEqual([false, false])
    }), { numRuns: 300 })
  })
  it('一段叶拆成满子树，首尾相接，不重不漏', () => {
    for (let n = 1; n <= 70; n++) for (let i = 0; i < n; i++) for (const range of inclusion(i, n)) {
      const parts = subtrees(range)
      expect(parts.reduce((at, { level, index }) => (index * 2 ** level === at ? at + 2 ** level : -1), range.from)).toBe(range.to)
      expect(parts.map((p) => p.level)).toEqual(parts.map((p) => p.level).toSorted((a, b) => b - a))
    }
  })
})

const shared = new URL('../../../../shared/data/merkle-rfc9162/', import.meta.url), given = existsSync(shared)
interface Case { case: string; wantErr: boolean; proof: string[] | null; leafIdx: number; treeSize: number; root: string; leafHash: string; size1: number; size2: number; root1: string; root2: string }
const read = (name: string): Case[] => (given ? JSON.parse(readFileSync(new URL(name, shared), 'utf8')) as Case[] : [])
const bytes = (text: string) => Buffer.from(text, 'base64'), proof = (c: Case) => (c.proof ?? []).map(bytes)
describe.skipIf(!given)('transparency-dev 的例子，对的与错的', () => {
  const all = [...read('inclusion.json'), ...read('consistency.json')]
  it('一例不少，对错都有；空树的十例都是错的，也照算', () => expect([all.length, all.filter((c) => c.wantErr).length, all.filter((c) => c.treeSize === 0 || c.size1 === 0 || c.size2 === 0).map((c) => c.wantErr)]).toEqual([98, 91, Array.from({ length: 10 }, () => true)]))
  it('在树里', () => { for (const c of read('inclusion.json')) expect(verifyInclusion(c.leafIdx, c.treeSize, bytes(c.leafHash), proof(c), bytes(c.root)), c.case).toBe(!c.wantErr) })
  it('前后一致', () => { for (const c of read('consistency.json')) expect(verifyConsistency(c.size1, c.size2, bytes(c.root1), bytes(c.root2), proof(c)), c.case).toBe(!c.wantErr) })
})
