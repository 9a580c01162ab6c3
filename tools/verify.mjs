#!/usr/bin/env node
// 离线验证临研的留痕导出，或一条留痕的证明：node verify.mjs 文件 --key 公钥文件或十六进制 [--seen 从前的检查点]
//
// One file, only what Node brings, no server and nothing else of the platform: read it before you trust it.
// It recomputes every leaf SHA-256(0x00‖row bytes) and every root (RFC 9162), checks every checkpoint's Ed25519 signature against the key you pinned,
// so that each checkpoint extends all before it, and names the first thing that is wrong. Every byte of the file is prescribed; any other byte is a fault.
//
// Lines: {"linyan-audit":1,"origin":…,"key":…} · {"leaf":n,"hash":hex,"row":bytes} … · {"checkpoint":signed note} after the leaves it covers … · {"end":{leaves,checkpoints,at,signature}}
import * as crypto from 'node:crypto'
import { closeSync, createReadStream, existsSync, openSync, readFileSync, readSync } from 'node:fs'

const sha256 = crypto.hash ? (bytes) => crypto.hash('sha256', bytes, 'buffer') : (bytes) => crypto.createHash('sha256').update(bytes).digest()
const sha256hex = crypto.hash ? (bytes) => crypto.hash('sha256', bytes, 'hex') : (bytes) => crypto.createHash('sha256').update(bytes).digest('hex')
const spki = Buffer.from('302a300506032b6570032100', 'hex')
const publicKey = (raw) => crypto.createPublicKey({ key: Buffer.concat([spki, raw]), format: 'der', type: 'spki' })
const pair = Buffer.alloc(65, 1)
const node = (left, right) => { pair.set(left, 1); pair.set(right, 33); return sha256(pair) }
const strict64 = (text) => { const bytes = Buffer.from(text, 'base64'); return bytes.toString('base64') === text ? bytes : undefined }
class Fault extends Error {}
const fault = (why) => { throw new Fault(why) }

/** A public key's 32 bytes, from `name+id+base64` (a signed note's key, the line of audit.pub) or 64 hex digits. */
export function readKey(text) {
  const said = text.trim()
  if (/^[0-9a-fA-F]{64}$/.test(said)) return Buffer.from(said, 'hex')
  const [, name, id, key] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(said) ?? fault('公钥认不出来：应是 audit.pub 里的一行，或 64 个十六进制数字。')
  const bytes = strict64(key)
  if (bytes?.length !== 33 || bytes[0] !== 1 || keyId(name, bytes.subarray(1)) !== id) fault('公钥这一行抄错了：名称、编号与公钥对不上。')
  return bytes.subarray(1)
}
const keyId = (name, raw) => sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(1), raw])).toString('hex', 0, 4)
/** A checkpoint's lines, if it is exactly a signed note. */
function readNote(text) {
  const [, body, origin, size, root, at, signer, signature] = /^(([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/=]{44})\n([^\n]+)\n)\n— ([^ \n]+) ([A-Za-z0-9+/=]+)\n$/.exec(text) ?? []
  const signed = signature && strict64(signature)
  return body !== undefined && signer === origin && signed?.length === 68 && strict64(root) ? { body, origin, size: Number(size), root: strict64(root), at, keyId: signed.toString('hex', 0, 4), signature: signed.subarray(4) } : undefined
}

/**
 * Reads an export in chunks of bytes. `key`: the 32 bytes pinned at set-up; without them nothing is trusted, and the file is only held against its own header.
 * `seen`: signed notes from elsewhere (a letter, an earlier export) that this log must contain. Answers what was found, or `fault` with the first thing that is wrong.
 */
export async function verify(chunks, { key, seen = [] } = {}) {
  let leaves = 0, checkpoints = 0, covered = 0, line = 0, origin, raw, keyed, last, end
  const stack = [], before = new Map()
  const root = () => stack.length === 0 ? sha256(Buffer.alloc(0)) : stack.reduceRight((right, left) => node(left, right))
  const parse = (text, what) => { let read; try { read = JSON.parse(text) } catch { fault(`第 ${line} 行（${what}）不是完整的 JSON。`) } if (JSON.stringify(read) !== text) fault(`第 ${line} 行（${what}）的写法被改动过。`); return read }
  const signed = (body, signature) => crypto.verify(null, Buffer.from(body), keyed, signature)

  const header = (text) => {
    const { 'linyan-audit': version, origin: name, key: pinned, ...rest } = parse(text, '文件头')
    if (version !== 1 || typeof name !== 'string' || typeof pinned !== 'string' || Object.keys(rest).length > 0) fault('这不是临研的留痕导出（第 1 行不是它的文件头）。')
    const given = readKey(pinned)
    raw = key ?? given
    if (!given.equals(raw)) fault('文件里的公钥不是您钉住的那一把：这份导出由别的密钥签名，或被整份改写过。')
    if (pinned.split('+')[0] !== name || name !== `linyan/${sha256hex(raw).slice(0, 16)}`) fault('第 1 行的日志名称与公钥对不上。')
    origin = name
    keyed = publicKey(raw)
    for (const text of seen) { const note = readNote(text) ?? fault('--seen 里的检查点认不出来。'); if (note.origin !== origin || note.keyId !== keyId(origin, raw) || !signed(note.body, note.signature)) fault('--seen 里的检查点不是这把密钥签的。'); before.set(note.size, note) }
  }
  // {"leaf":n,"hash":"…","row":…}: the row's bytes are hashed where they lie, with the colon before them made the 0x00 of a leaf
  const leaf = (bytes, from, to) => {
    const head = `{"leaf":${++leaves},"hash":"`, start = from + head.length + 64 + 8
    if (bytes.latin1Slice(from, from + head.length) !== head) fault(`第 ${line} 行应是留痕第 ${leaves} 条，写的却是 ${bytes.latin1Slice(from, Math.min(to, from + 40))}：有缺、有重或次序被调换。`)
    if (bytes.latin1Slice(start - 8, start) !== '","row":' || bytes[to - 1] !== 0x7d) fault(`留痕第 ${leaves} 条（第 ${line} 行）的写法被改动过。`)
    if (bytes.latin1Slice(start, to) === 'null}') fault(`留痕第 ${leaves} 条的原文没有了：那一行被从数据库里删去。`)
    bytes[start - 1] = 0
    const hash = sha256(bytes.subarray(start - 1, to - 1))
    if (bytes.latin1Slice(start - 72, start - 8) !== hash.hexSlice()) fault(`留痕第 ${leaves} 条（第 ${line} 行）的原文与摘要对不上：内容被改动过。`)
    let one = hash
    for (let n = leaves - 1; n % 2 === 1; n = (n - 1) / 2) one = node(stack.pop(), one)
    stack.push(one)
    const note = before.get(leaves)
    if (note) { if (!note.root.equals(root())) fault(`到留痕第 ${leaves} 条为止，与从前的检查点（${note.at}）不符：历史被改写过。`); before.delete(leaves) }
  }
  const checkpoint = (text) => {
    const read = parse(text, '检查点'), note = typeof read.checkpoint === 'string' && Object.keys(read).length === 1 ? readNote(read.checkpoint) : undefined
    if (!note) fault(`第 ${line} 行的检查点写法不对。`)
    if (note.origin !== origin || note.keyId !== keyId(origin, raw)) fault(`第 ${line} 行的检查点不是这本日志的密钥签的。`)
    if (!signed(note.body, note.signature)) fault(`第 ${line} 行的检查点（${note.size} 条，${note.at}）签名不对：被改动过，或由别的密钥签名。`)
    if (note.size !== leaves || note.size <= covered) fault(`第 ${line} 行的检查点写着 ${note.size} 条，这里却是第 ${leaves} 条之后：有缺、有重或次序被调换。`)
    if (!note.root.equals(root())) fault(`检查点（${note.size} 条，${note.at}）的根与重算的不符：第 ${covered + 1} 至 ${note.size} 条里有被换过、删过或添过的。`)
    covered = note.size
    last = note
    checkpoints++
  }
  const finish = (text) => {
    const { end: said, ...rest } = parse(text, '文件尾'), signature = typeof said?.signature === 'string' ? strict64(said.signature) : undefined
    if (Object.keys(rest).length > 0 || Object.keys(said ?? {}).join() !== 'leaves,checkpoints,at,signature' || signature?.length !== 64) fault(`第 ${line} 行（文件尾）写法不对。`)
    if (said.leaves !== leaves || said.checkpoints !== checkpoints) fault(`文件尾写着 ${said.leaves} 条、${said.checkpoints} 个检查点，实有 ${leaves} 条、${checkpoints} 个：有缺失。`)
    if (!signed(`${origin}\nend of export\n${leaves}\n${checkpoints}\n${said.at}\n`, signature)) fault('文件尾的签名不对：导出被截短或改写过。')
    if (covered !== leaves) fault(`第 ${covered + 1} 至 ${leaves} 条还没有检查点签名。`)
    end = said
  }
  const take = (bytes, from, to) => {
    line++
    if (end) fault(`文件尾之后（第 ${line} 行）还有内容。`)
    if (line === 1) header(bytes.utf8Slice(from, to))
    else if (bytes[from + 2] === 0x6c) leaf(bytes, from, to)
    else if (bytes[from + 2] === 0x63) checkpoint(bytes.utf8Slice(from, to))
    else if (bytes[from + 2] === 0x65) finish(bytes.utf8Slice(from, to))
    else fault(`第 ${line} 行认不出来：${bytes.latin1Slice(from, Math.min(to, from + 40))}`)
  }
  try {
    let rest
    for await (const chunk of chunks) {
      const bytes = rest?.length ? Buffer.concat([rest, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
      let from = 0
      for (let to = bytes.indexOf(10); to >= 0; from = to + 1, to = bytes.indexOf(10, from)) take(bytes, from, to)
      rest = bytes.subarray(from)
      if (rest.length > 64 * 2 ** 20) fault(`第 ${line + 1} 行太长，不是留痕导出。`)
    }
    if (line === 0) fault('文件是空的，或不是留痕导出。')
    if (rest?.length || !end) fault(`文件不完整：读到第 ${line} 行（留痕第 ${leaves} 条）就断了。`)
    for (const note of before.values()) fault(`从前的检查点有 ${note.size} 条（${note.at}），这份只有 ${leaves} 条：后面的被删去了。`)
  } catch (e) { if (!(e instanceof Fault)) throw e; return { ok: false, trusted: false, fault: e.message, line, leaves, checkpoints } }
  return { ok: true, trusted: key !== undefined, leaves, checkpoints, line, origin, fingerprint: sha256hex(raw), root: last?.root.toString('hex') ?? '', sealedAt: last?.at ?? null, exportedAt: end.at }
}

/** One row's proof, as the platform answers it: the row gives the hash, hash and path give the root, the root is signed. */
export function verifyProof(text, { key } = {}) {
  try {
    let proof
    try { proof = JSON.parse(text).proof } catch { fault('证明文件不是完整的 JSON。') }
    const { seq, row, path, checkpoint, key: pinned } = proof ?? fault('这份文件里没有证明：还没有封链，稍后再取。')
    if (!Number.isInteger(seq) || typeof row !== 'string' || !Array.isArray(path) || typeof checkpoint !== 'string') fault('证明文件的写法不对。')
    const raw = key ?? readKey(String(pinned)), note = readNote(checkpoint) ?? fault('证明里的检查点写法不对。')
    if (note.origin !== `linyan/${sha256hex(raw).slice(0, 16)}` || note.keyId !== keyId(note.origin, raw) || !crypto.verify(null, Buffer.from(note.body), publicKey(raw), note.signature)) fault('检查点不是您钉住的那把公钥签的。')
    if (!(seq >= 1 && seq <= note.size)) fault('证明里的条数与检查点对不上。')
    let hash = sha256(Buffer.concat([Buffer.of(0), Buffer.from(row)])), place = seq - 1, last = note.size - 1
    for (const hex of path) {
      if (!/^[0-9a-f]{64}$/.test(hex) || last === 0) fault('证明的路径不对。')
      const p = Buffer.from(hex, 'hex')
      if (place % 2 === 1 || place === last) { hash = node(p, hash); while (place % 2 === 0 && place !== 0) { place /= 2; last = Math.floor(last / 2) } } else hash = node(hash, p)
      place = Math.floor(place / 2)
      last = Math.floor(last / 2)
    }
    if (last !== 0 || !hash.equals(note.root)) fault(`第 ${seq} 条的原文、路径与检查点的根对不上：被改动过。`)
    return { ok: true, trusted: key !== undefined, seq, row, size: note.size, sealedAt: note.at, fingerprint: sha256hex(raw) }
  } catch (e) { if (!(e instanceof Fault)) throw e; return { ok: false, trusted: false, fault: e.message } }
}

/** The command: exit code 0 trusted, 1 something is wrong, 2 consistent but no key to trust. */
export async function main(args) {
  const usage = '用法：node verify.mjs 文件 --key 公钥文件或十六进制 [--seen 检查点文件]…\n公钥是安装时写在数据目录 audit.pub 里的那一行；没有它，只能说内部一致，不能说可信。'
  let file, key
  const seen = []
  try {
    for (let i = 0; i < args.length; i++) {
      if (args[i] === '--key') { const given = args[++i] ?? fault(usage); key = readKey(existsSync(given) ? readFileSync(given, 'utf8') : given) }
      else if (args[i] === '--seen') { const given = args[++i] ?? fault(usage); if (!existsSync(given)) fault(`没有文件 ${given}。`); seen.push(readFileSync(given, 'utf8')) }
      else if (file === undefined && (args[i] === '-' || !args[i].startsWith('-'))) file = args[i]
      else fault(`不认识的参数 ${args[i]}。\n${usage}`)
    }
    if (file === undefined) fault(usage)
    if (file !== '-' && !existsSync(file)) fault(`没有文件 ${file}：请核对路径。`)
  } catch (e) { if (!(e instanceof Fault)) throw e; console.error(e.message); return 1 }
  if (file !== '-') {
    const start = Buffer.alloc(400), fd = openSync(file, 'r')
    try { readSync(fd, start, 0, 400, 0) } finally { closeSync(fd) }
    if (/^\s*\{\s*"(number|proof)"/.test(start.toString())) {
      const found = verifyProof(readFileSync(file, 'utf8'), { key })
      if (!found.ok) { console.error(`✗ 验证不通过：${found.fault}`); return 1 }
      console.log(`留痕第 ${found.seq} 条，在 ${found.sealedAt} 签名的检查点（${found.size} 条）之内：\n${found.row}\n公钥指纹 ${found.fingerprint}`)
      if (!found.trusted) { console.error('△ 内部一致，但没有给出钉住的公钥（--key），不能说可信。'); return 2 }
      console.log('✓ 可信：这一条由钉住的密钥封在链上，没有改动。')
      return 0
    }
  }
  const from = performance.now(), found = await verify(file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 4 * 2 ** 20 }), { key, seen })
  if (!found.ok) { console.error(`✗ 验证不通过：${found.fault}`); return 1 }
  const seconds = (performance.now() - from) / 1000
  console.log(`共 ${found.leaves} 条、${found.checkpoints} 个检查点，逐条重算，无一不符（${seconds.toFixed(2)} 秒，每秒 ${Math.round(found.leaves / seconds)} 条）`)
  console.log(`根 ${found.root}\n最后封链 ${found.sealedAt ?? '无'}，导出于 ${found.exportedAt}\n公钥指纹 ${found.fingerprint}`)
  if (!found.trusted) { console.error('△ 内部一致，但没有给出钉住的公钥（--key），不能说可信：整份改写、换一把密钥重签，也会内部一致。'); return 2 }
  console.log('✓ 可信：由钉住的密钥签名，没有改动、缺失、调换或截短。')
  return 0
}
if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1].split('/').map(encodeURIComponent).join('/')}`).href) process.exitCode = await main(process.argv.slice(2))
