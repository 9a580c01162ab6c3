import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Files by the SHA-256 of their content: the same bytes are kept once, and a name can never lie about what it holds. */
export interface Files {
  readonly root: string
  /** keeps the bytes durably and answers their hash (64 hex digits) */
  put(bytes: Uint8Array): Promise<string>
  /** the bytes, or undefined when they are not here; bytes that no longer match their name are an error */
  get(hash: string): Promise<Uint8Array | undefined>
  path(hash: string): string
}
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

let halves = 0
export function openFiles(root: string): Files {
  const path = (hash: string): string => {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('not a hash')
    return join(root, hash.slice(0, 2), hash)
  }
  return {
    root, path,
    put: async (bytes) => {
      const hash = sha256(bytes), at = path(hash)
      // the same bytes again: the file is young once more, so that nothing sweeps it away before its row is written
      if (await stat(at).then((s) => s.size === bytes.length, () => false)) { const file = await open(at, 'r+'); try { await file.truncate(bytes.length) } finally { await file.close() } return hash }
      await mkdir(dirname(at), { recursive: true, mode: 0o700 })
      const half = `${at}.${process.pid}.${++halves}`, file = await open(half, 'wx', 0o600)
      try { await file.writeFile(bytes); await file.sync() } finally { await file.close() }
      await rename(half, at)
      const folder = await open(dirname(at), 'r')
      try { await folder.sync() } finally { await folder.close() }
      return hash
    },
    get: async (hash) => {
      const bytes = await readFile(path(hash)).catch((e: NodeJS.ErrnoException) => { if (e.code === 'ENOENT') return undefined; throw e })
      if (bytes && sha256(bytes) !== hash) throw new Error(`file ${hash} is damaged`)
      return bytes
    },
  }
}
