// npm run audit -- export [FILE] | verify FILE --key KEY [--seen NOTE] | check: the log written out, verified without us, and held against the rows as they stand.
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { exported } from '#kernel/audit/export.ts'
import { pin, signerOf } from '#kernel/audit/note.ts'
import { sequenceAll } from '#kernel/audit/sequencer.ts'
import { today } from '#kernel/calendar.ts'
import { secret } from '#kernel/config.ts'
import { operate, typedPath, type Operated } from './operator.ts'

const usage = `用法：
  npm run audit -- export [文件]                   导出全部留痕（不写文件名：audit-日期.jsonl；- 为标准输出）
  npm run audit -- verify 文件 --key 公钥 [--seen 检查点文件]
                                                  离线验证；公钥是安装时写下的 audit.pub（文件或十六进制）
  npm run audit -- check                          现有的行与封链逐条对一遍
验证的程序只有 tools/verify.mjs 一个文件，可以抄走，在别的机器上用：node verify.mjs 文件 --key 公钥`
const program = new URL('./verify.mjs', import.meta.url).href
interface Found { readonly ok: boolean; readonly fault?: string; readonly leaves: number; readonly checkpoints: number; readonly root?: string }
interface Verifier { main(args: readonly string[]): Promise<number>; readKey(text: string): Buffer; verify(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, given?: { key?: Buffer; seen?: readonly string[] }): Promise<Found> }
const verifier = (): Promise<Verifier> => import(program) as Promise<Verifier>

/** Everything committed until now is sealed first, so that what is written out leaves nothing behind. */
async function sealed({ config, keeper, o, print }: Operated) {
  const signer = signerOf(secret(config.dataDir, 'audit-key'))
  pin(config.dataDir, signer, print)
  await sequenceAll(keeper, signer, o.ground.clock)
  return signer
}
/** A file appears whole or not at all, readable by its owner only: it holds everything the platform recorded. */
async function exportTo(house: Operated, path: string): Promise<number> {
  await house.record('operator.audit.export', {})
  const signer = await sealed(house), half = `${path}.part`, fd = path === '-' ? 1 : openSync(half, 'w', 0o600)
  let bytes = 0
  try {
    for await (const text of exported(house.keeper, signer, house.o.ground.clock())) { const part = Buffer.from(text); for (let at = 0; at < part.length;) at += writeSync(fd, part, at); bytes += part.length }
    if (path !== '-') { fsyncSync(fd); renameSync(half, path) }
  } catch (e) { if (path !== '-') rmSync(half, { force: true }); throw e } finally { if (path !== '-') closeSync(fd) }
  const { rows: [last] } = await house.keeper.query<{ size: number }>('select coalesce(max(size), 0) size from kernel.checkpoint')
  house.print(`已导出 ${Number(last?.size)} 条（${(bytes / 1e6).toFixed(1)} MB）${path === '-' ? '' : `：${path}`}\n公钥指纹 ${signer.fingerprint}\n验证：node tools/verify.mjs 文件 --key ${house.config.dataDir}/audit.pub（公钥请用安装时另存的那一份）`)
  return 0
}
/** The rows as they stand against the log: what was altered, what is gone, what never came in. */
async function check(house: Operated): Promise<number> {
  const signer = await sealed(house), { verify, readKey } = await verifier()
  const bytes = async function* () { for await (const text of exported(house.keeper, signer, house.o.ground.clock())) yield Buffer.from(text) }
  const found = await verify(bytes(), { key: readKey(signer.pinned) })
  if (!found.ok) { console.error(`✗ 与封链不符：${found.fault}`); return 1 }
  const { rows } = await house.keeper.query<{ kind: string; id: string }>('select * from kernel.audit_missing(10)')
  if (rows.length > 0) { console.error(`✗ 有行没有入链：${rows.map((r) => `${r.kind} ${r.id}`).join('、')}`); return 1 }
  house.print(`✓ ${found.leaves} 条与封链逐条相符，${found.checkpoints} 个检查点都由本机的密钥签名；根 ${found.root}`)
  return 0
}

const [verb = '', ...rest] = process.argv.slice(2)
const refuse = (why: string): never => { console.error(why); process.exit(1) }
if (verb === 'verify') {
  // paths as the person typed them: npm runs its commands in the project's folder
  process.exitCode = await (await verifier()).main(rest.map((a, i) => (a === '-' || a.startsWith('--') || (rest[i - 1] === '--key' && !existsSync(typedPath(a))) ? a : typedPath(a))))
} else {
  const { positionals } = (() => { try { return parseArgs({ args: rest, allowPositionals: true, options: {} }) } catch { return refuse(usage) } })()
  if (verb === 'export' && positionals.length <= 1) {
    const [given] = positionals, path = given === '-' ? '-' : typedPath(given ?? `audit-${today(new Date().toISOString())}.jsonl`)
    if (path !== '-' && existsSync(path)) refuse(`${path} 已经有了：请换一个文件名。`)
    // what is said goes beside, never into the file
    if (path === '-') console.log = console.error
    await operate((house) => exportTo(house, path))
  } else if (verb === 'check' && positionals.length === 0) await operate(check)
  else refuse(usage)
}
