// One file sealed into a back-up or opened from it: gzip, then AES-256-GCM with the back-up's own key. PostgreSQL calls it for each WAL segment (archive_command, restore_command), so it is plain JavaScript and quick to start.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

const magic = Buffer.from('LYB1')
/** A key of 32 bytes, as hex in a file; what it is called by without being told. */
export const readKey = (path) => {
  const text = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`密钥文件 ${path} 应是 64 位十六进制数。`)
  return Buffer.from(text, 'hex')
}
export const fingerprint = (key) => createHash('sha256').update('linyan back-up').update(key).digest('hex').slice(0, 16)

/** Puts a file in place whole and durable, or not at all. */
const place = async (to, write) => {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
  const half = `${to}.${process.pid}.half`
  try {
    await write(half)
    const fd = openSync(half, 'r')
    try { fsyncSync(fd) } finally { closeSync(fd) }
    renameSync(half, to)
    const folder = openSync(dirname(to), 'r')
    try { fsyncSync(folder) } finally { closeSync(folder) }
  } finally { rmSync(half, { force: true }) }
}
/** Seals what a stream gives. */
export const sealStream = (from, to, key) => place(to, async (half) => {
  const nonce = randomBytes(12), cipher = createCipheriv('aes-256-gcm', key, nonce), out = createWriteStream(half, { mode: 0o600 })
  out.write(Buffer.concat([magic, nonce]))
  await pipeline(from, createGzip({ level: 1 }), cipher, new Transform({ transform: (chunk, _, next) => next(null, chunk), flush(next) { this.push(cipher.getAuthTag()); next() } }), out)
})
export const seal = (from, to, key) => sealStream(createReadStream(from), to, key)
/** What was sealed, as a stream; a wrong key or a changed byte fails at the end, so whoever reads it must put its work in place only then. */
export const openStream = (from, key) => {
  const { size } = statSync(from), head = Buffer.alloc(16), tag = Buffer.alloc(16), fd = openSync(from, 'r')
  try { readSync(fd, head, 0, 16, 0); if (size >= 32) readSync(fd, tag, 0, 16, size - 16) } finally { closeSync(fd) }
  if (size < 32 || !head.subarray(0, 4).equals(magic)) throw new Error(`${from} 不是备份文件，或已被截断。`)
  const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(4)).setAuthTag(tag)
  return { stages: [createReadStream(from, { start: 16, end: size - 17 }), decipher, createGunzip()] }
}
export const open = (from, to, key) => place(to, async (half) => {
  try { await pipeline(...openStream(from, key).stages, createWriteStream(half, { mode: 0o600 })) } catch (e) { throw /[\u4e00-\u9fff]/.test(e.message) || e.code === 'ENOENT' || e.code === 'ENOSPC' ? e : new Error(`${from} 打不开：密钥不对，或文件已损坏。`) }
})
/** Files, keys and marks of a data folder that are not in the back-up yet: files never change, so only new ones are copied. */
export const sync = async (dataDir, dir, key) => {
  let copied = 0
  const files = join(dataDir, 'files')
  for (const shelf of existsSync(files) ? readdirSync(files) : []) for (const name of readdirSync(join(files, shelf))) {
    const to = join(dir, 'files', shelf, name)
    if (/^[0-9a-f]{64}$/.test(name) && !existsSync(to)) { await seal(join(files, shelf, name), to, key); copied++ }
  }
  for (const name of ['mode', 'audit.pub', ...(existsSync(join(dataDir, 'secrets')) ? readdirSync(join(dataDir, 'secrets')).map((n) => join('secrets', n)) : [])]) {
    const from = join(dataDir, name), to = join(dir, 'keep', name)
    if (name !== 'secrets/backup-key' && !/\.\d+$/.test(name) && existsSync(from) && (!existsSync(to) || statSync(from).mtimeMs > statSync(to).mtimeMs)) await seal(from, to, key)
  }
  return copied
}

const [, self, act, from, to, keyFile, dataDir, dir] = process.argv
if (self?.endsWith('archive.mjs')) {
  try {
    const key = readKey(keyFile)
    if (act === 'seal') {
      // files first: a segment may hold the rows that name them
      if (dataDir) await sync(dataDir, dir, key)
      if (!existsSync(to)) await seal(from, to, key)
    } else if (act === 'open') {
      if (!existsSync(from)) process.exit(1)
      await open(from, to, key)
    } else throw new Error('archive.mjs seal|open FROM TO KEY [DATA_DIR BACKUP_DIR]')
  } catch (e) { console.error(e.message); process.exit(2) }
}
