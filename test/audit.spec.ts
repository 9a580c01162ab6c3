// The record as an operator and a stranger hold it: written out by one program, verified by another that knows nothing of us.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder, root, sweep } from './start-support.ts'

const dataDir = folder('linyan-audit-'), away = folder('linyan-stranger-'), file = join(away, 'log.jsonl'), key = join(away, 'kept.pub')
const { LINYAN_MODE: _m, ...here } = process.env, env = (more: Record<string, string> = {}) => ({ ...here, DATA_DIR: dataDir, DATABASE_URL: '', INIT_CWD: away, ...more })
const run = (args: readonly string[], more: Record<string, string> = {}) => { const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 60_000, env: env(more) }); return { said: stdout, why: stderr, status } }
const audit = (...args: string[]) => run([join(root, 'tools/audit.ts'), ...args])
/** The verifier alone in an empty folder, as a stranger would carry it away. */
const stranger = (...args: string[]) => { const { stdout, stderr, status } = spawnSync(process.execPath, ['verify.mjs', ...args], { cwd: away, encoding: 'utf8', timeout: 60_000, env: {} }); return { said: stdout, why: stderr, status } }
let first: ReturnType<typeof audit>

beforeAll(() => {
  // a production folder: no demo to tell
  expect(run([join(root, 'tools/account.ts'), 'list'], { LINYAN_MODE: 'production' }).status).toBe(0)
  first = audit('export', 'log.jsonl')
  copyFileSync(join(root, 'tools/verify.mjs'), join(away, 'verify.mjs'))
  copyFileSync(join(dataDir, 'audit.pub'), key)
})
afterAll(sweep)

describe('留痕命令', () => {
  it('导出时说出公钥指纹，公钥钉在数据目录，导出的文件只有属主能读，不盖掉已有的', () => {
    expect(first).toMatchObject({ status: 0, said: expect.stringMatching(/留痕公钥指纹 [0-9a-f]{64}[\s\S]*已导出 1 条/) as string })
    expect([statSync(file).mode & 0o777, readFileSync(key, 'utf8')]).toEqual([0o600, expect.stringMatching(/^linyan\/[0-9a-f]{16}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}\n$/)])
    expect(audit('export', 'log.jsonl')).toMatchObject({ status: 1, why: expect.stringContaining('已经有了') as string })
  })
  it('验证程序只用 Node 自带的，不引用任何别的文件', () => {
    const text = readFileSync(join(root, 'tools/verify.mjs'), 'utf8'), imports = [...text.matchAll(/\bfrom '([^']+)'|\bimport\(([^)]*)\)|\brequire\(/g)].map((m) => m[1] ?? '?')
    expect(imports.length).toBeGreaterThan(1)
    expect(imports.filter((i) => !i.startsWith('node:') || !builtinModules.includes(i.slice(5)))).toEqual([])
  })
  it('陌生人在空目录里：给了公钥才说可信，退出码 0；不给，只说内部一致，退出码 2；公钥写成文件、一行、十六进制都可以', () => {
    const line = readFileSync(key, 'utf8').trim(), hex = Buffer.from(line.replace(/^[^+]+\+[^+]+\+/, ''), 'base64').subarray(1).toString('hex')
    for (const given of ['kept.pub', line, hex]) expect(stranger('log.jsonl', '--key', given), given).toMatchObject({ status: 0, said: expect.stringContaining('✓ 可信') as string })
    expect(stranger('log.jsonl')).toMatchObject({ status: 2, why: expect.stringContaining('不能说可信') as string, said: expect.not.stringContaining('✓') as string })
    expect(audit('verify', 'log.jsonl', '--key', 'kept.pub')).toMatchObject({ status: 0, said: expect.stringContaining('✓ 可信') as string })
  })
  it.each([
    ['改了一个字', (t: string) => t.replace('"operator.audit.export"', '"operator.audit.Export"'), '留痕第 1 条'],
    ['截短', (t: string) => t.slice(0, -40), '不完整'],
    ['空文件', () => '', '空的'],
    ['别的文件', () => '{"a":1}\n', '文件头'],
  ])('%s：一句中文说出哪里不对，退出码 1', (_, change, why) => {
    writeFileSync(join(away, 'bad.jsonl'), change(readFileSync(file, 'utf8')))
    expect(stranger('bad.jsonl', '--key', 'kept.pub')).toMatchObject({ status: 1, why: expect.stringContaining(why) as string })
  })
  it.each([
    ['没有的文件', ['none.jsonl', '--key', 'kept.pub'], '没有文件'], ['抄错的公钥', ['log.jsonl', '--key', 'linyan/0000000000000000+00000000+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA='], '抄错'], ['不是公钥', ['log.jsonl', '--key', 'verify.mjs'], '认不出来'], ['什么也没给', [], '用法'],
  ])('%s：说明怎么办', (_, args, why) => expect(stranger(...args)).toMatchObject({ status: 1, why: expect.stringContaining(why) as string }))
  it('再导一次，接着从前的；拿从前的检查点去对，都在', () => {
    const note = /\{"checkpoint":.*\}/.exec(readFileSync(file, 'utf8'))![0]
    writeFileSync(join(away, 'seen.txt'), (JSON.parse(note) as { checkpoint: string }).checkpoint)
    expect(audit('export', 'again.jsonl').status).toBe(0)
    expect(stranger('again.jsonl', '--key', 'kept.pub', '--seen', 'seen.txt')).toMatchObject({ status: 0, said: expect.stringContaining('共 2 条') as string })
    expect(audit('check')).toMatchObject({ status: 0, said: expect.stringContaining('逐条相符') as string })
  })
  it('密钥不见了、被换了：拒绝接着签，说明从备份恢复；恢复之后照常', () => {
    const secret = join(dataDir, 'secrets/audit-key'), kept = join(away, 'audit-key')
    renameSync(secret, kept)
    expect(audit('export', 'other.jsonl')).toMatchObject({ status: 1, why: expect.stringContaining('从备份恢复 secrets/audit-key') as string })
    rmSync(join(dataDir, 'audit.pub'))
    expect(audit('export', 'other.jsonl')).toMatchObject({ status: 1, why: expect.stringContaining('另一把密钥') as string })
    expect(existsSync(join(away, 'other.jsonl'))).toBe(false)
    rmSync(join(dataDir, 'audit.pub')); rmSync(secret)
    mkdirSync(join(dataDir, 'secrets'), { recursive: true }); renameSync(kept, secret)
    expect(audit('check').status).toBe(0)
  })
})
