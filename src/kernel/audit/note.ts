// Checkpoints as signed notes: `origin⏎ size⏎ root (base64)⏎ time⏎ ⏎ — origin base64(key id ‖ signature)⏎`; the first four lines are what is signed.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { place } from '../config.ts'
import { sayer } from '../labels.ts'
import { labels } from './labels.ts'

/** The log's own key: who signs, and what is pinned at set-up. */
export interface Signer {
  /** names the log by its key: `linyan/` and sixteen hex digits */
  readonly origin: string
  /** SHA-256 of the public key, hex */
  readonly fingerprint: string
  /** eight hex digits, as a signed note gives them */
  readonly keyId: string
  /** `origin+keyId+base64`: the line of DATA_DIR/audit.pub */
  readonly pinned: string
  sign(text: string): Buffer
}
export interface Checkpoint { readonly size: number; readonly root: Buffer; readonly at: string; readonly keyId: string; readonly signature: Buffer }

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
/** An Ed25519 key from its 32 secret bytes. */
export function signerOf(seed: Uint8Array): Signer {
  const secret = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' }), publicKey = createPublicKey(secret)
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'), fingerprint = sha256(raw).toString('hex'), origin = `linyan/${fingerprint.slice(0, 16)}`
  const keyId = sha256(Buffer.concat([Buffer.from(`${origin}\n`), Buffer.of(1), raw])).toString('hex', 0, 4)
  return { origin, fingerprint, keyId, pinned: `${origin}+${keyId}+${Buffer.concat([Buffer.of(1), raw]).toString('base64')}`, sign: (text) => sign(null, Buffer.from(text), secret) }
}
/** What a pinned line says: the log's name and the fingerprint of its key. */
export function readPinned(pinned: string): { readonly origin: string; readonly fingerprint: string } {
  const [, origin = '', key = ''] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(pinned) ?? []
  return { origin, fingerprint: sha256(Buffer.from(key, 'base64').subarray(1)).toString('hex') }
}
/** What a checkpoint's signature covers. */
export const checkpointText = (origin: string, { size, root, at }: Pick<Checkpoint, 'size' | 'root' | 'at'>): string => `${origin}\n${size}\n${root.toString('base64')}\n${at}\n`
export const signedNote = (origin: string, c: Checkpoint): string => `${checkpointText(origin, c)}\n— ${origin} ${Buffer.concat([Buffer.from(c.keyId, 'hex'), c.signature]).toString('base64')}\n`

const say = sayer(labels, 'zh')
/** Pins the public key in the data folder at the first start, with its fingerprint said once; a folder that pins another key is refused. */
export function pin(dataDir: string, signer: Signer, log: (line: string) => void): void {
  const path = join(dataDir, 'audit.pub')
  if (!existsSync(path)) {
    place(path, `${signer.pinned}\n`)
    log(say('audit.pinned', { path, fingerprint: signer.fingerprint }))
  }
  if (readFileSync(path, 'utf8').trim() !== signer.pinned) throw new Error(say('audit.other-pin', { path, is: signer.origin }))
}
