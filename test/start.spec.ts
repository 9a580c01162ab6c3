import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readConfig } from '#kernel/config.ts'
import { able, alive, folder, freePort, isRoot, postmaster, refusal, root, script, sweep, until, up } from './start-support.ts'

afterAll(sweep)
const visits = async (run: { get(): Promise<string> }): Promise<number> => { const text = await run.get(); return text ? (JSON.parse(text) as { visits: number }).visits : -1 }

describe('一条命令启动', () => {
  it('首次启动建立数据库、说明地址和进入办法，再次启动数据还在', async () => {
    const dir = folder(), first = await up(dir)
    expect(first.text()).toMatch(/首次启动[\s\S]*数据库 {2}\d[\s\S]*演示模式：打开 http:\/\/127\.0\.0\.1:\d+ ，选一个人进入/)
    await visits(first)
    first.child.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    const key = readFileSync(join(dir, 'secrets/session-pepper'), 'utf8'), second = await up(dir)
    expect(await visits(second)).toBe(1)
    expect(second.text()).not.toContain('首次启动')
    expect(readFileSync(join(dir, 'secrets/session-pepper'), 'utf8')).toBe(key)
    expect([statSync(join(dir, 'secrets')).mode & 0o777, statSync(join(dir, 'secrets/session-pepper')).mode & 0o777]).toEqual([0o700, 0o600])
  })
  it('数据目录很长（121 字节以上）且上级目录为 0700，照常启动', async () => {
    const top = folder(), dir = join(top, '很长的目录名'.repeat(4), 'd'.repeat(60))
    mkdirSync(dir, { recursive: true })
    chmodSync(top, 0o700)
    expect(Buffer.byteLength(dir)).toBeGreaterThan(121)
    const run = await up(dir)
    expect(await visits(run)).toBe(0)
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
  })
  it.skipIf(!isRoot || !able(process.execPath, ['-v'], { uid: 12_345, gid: 12_345 }))('以没有登记名称的用户（uid 12345）启动', async () => {
    const dir = folder()
    chownSync(dir, 12_345, 12_345)
    const run = await up(dir, { uid: 12_345 })
    expect(await visits(run)).toBe(0)
    expect(statSync(join(dir, 'postgres')).uid).toBe(12_345)
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
  })
  it('上次中断的建库、被别的进程占用的旧进程号、被他人占住的套接字目录，都不妨碍启动', async () => {
    const dir = folder(), bait = folder('ly-')
    mkdirSync(join(dir, 'postgres.new'))
    writeFileSync(join(dir, 'postgres.new/half'), '')
    chmodSync(bait, 0o777)
    symlinkSync(bait, join(dir, 'socket'))
    const first = await up(dir)
    expect(readlinkSync(join(dir, 'socket'))).not.toBe(bait)
    const pidFile = readFileSync(join(dir, 'postgres/postmaster.pid'), 'utf8')
    first.child.kill('SIGTERM')
    await first.ended
    writeFileSync(join(dir, 'postgres/postmaster.pid'), pidFile.replace(/^\d+/, String(process.pid)), { mode: 0o600 })
    expect(await visits(await up(dir))).toBe(0)
  })
})

describe('停止', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s 之后服务与数据库都停下，退出码为 0', async (signal) => {
    const run = await up(folder()), database = postmaster(run.dataDir)
    // Ctrl-C reaches the whole process group, and twice through npm: the database is not in it, and the second is no haste.
    const group = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[4]
    expect(group(database)).not.toBe(group(run.pid))
    run.child.kill(signal)
    run.child.kill(signal)
    expect(await run.ended).toBe(0)
    expect(alive(database)).toBe(false)
    expect(existsSync(join(run.dataDir, 'postgres/postmaster.pid'))).toBe(false)
  })
  it('kill -9 之后两秒内数据库自行停下，已确认的数据都在', async () => {
    const run = await up(folder()), database = postmaster(run.dataDir)
    for (let i = 0; i < 20; i++) await visits(run)
    run.child.kill('SIGKILL')
    await until(() => !alive(database), 2_000)
    expect(await visits(await up(run.dataDir))).toBe(20)
  })
  it('服务与数据库同时被 kill -9，再次启动照常，已确认的数据都在', async () => {
    const run = await up(folder()), database = postmaster(run.dataDir)
    for (let i = 0; i < 20; i++) await visits(run)
    for (const pid of [run.pid, database]) process.kill(pid, 'SIGKILL')
    expect(await visits(await up(run.dataDir))).toBe(20)
  })
  it('经 npm start 启动时，TERM 与 kill -9 落在 npm 上也不留下任何进程', async () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }
    const home = folder(), start = scripts.start.replace('node tools/prepare.mjs', 'true').replace('node_modules/.bin/node', process.execPath).replace('src/app/server.ts', script)
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'small', scripts: { start } }))
    for (const [signal, code] of [['SIGTERM', 0], ['SIGKILL', 137]] as const) {
      const npm = await up(folder(), { cwd: home, command: ['npm', 'start'] }), database = postmaster(npm.dataDir)
      npm.child.kill(signal)
      expect(await npm.ended).toBe(code)
      await until(() => !alive(database), 5_000)
      expect(await npm.get()).toBe('')
    }
  })
  it('程序出错时说一个编号，栈留在数据目录，数据库停下', async () => {
    const run = await up(folder()), database = postmaster(run.dataDir)
    await run.get('/bug')
    expect(await run.ended).toBe(1)
    const [, number] = /内部错误 (E-[0-9A-F]{6})：a bug/.exec(run.text())!
    expect(readFileSync(join(run.dataDir, 'error.log'), 'utf8')).toMatch(new RegExp(`${number} Error: a bug\\n +at`))
    await until(() => !alive(database), 2_000)
  })
})

describe('几个服务共用一个数据目录', () => {
  it('先启动的被 kill -9，后启动的五秒内把数据库重新拉起；先启动的正常停止时也一样', async () => {
    const dir = folder(), first = await up(dir), second = await up(dir)
    expect(second.text()).toContain('共用它')
    expect(await visits(first)).toBe(0)
    expect(await visits(second)).toBe(1)
    const database = postmaster(dir)
    first.child.kill('SIGKILL')
    await until(() => !alive(database), 5_000)
    await until(async () => await visits(second) === 2, 5_000)
    await second.said('数据库已恢复，由本服务启动')
    const third = await up(dir)
    second.child.kill('SIGTERM')
    expect(await second.ended).toBe(0)
    await until(async () => await visits(third) === 3, 5_000)
  })
  it('同时首次启动的两个服务只有一个建库', async () => {
    const dir = folder(), both = await Promise.all([up(dir), up(dir)])
    expect(both.filter((run) => run.text().includes('首次启动'))).toHaveLength(1)
    expect(both.map((run) => run.child.exitCode)).toEqual([null, null])
  })
  it('数据库进程自己被 kill -9，服务把它重新拉起', async () => {
    const run = await up(folder())
    await visits(run)
    process.kill(postmaster(run.dataDir), 'SIGKILL')
    await until(async () => await visits(run) === 1, 5_000)
  })
})

describe('不能启动时说一句话', () => {
  const wrong: readonly [Record<string, string>, string][] = [
    [{ PORT: 'abc' }, 'PORT 应为'], [{ PORT: '70000' }, 'PORT 应为'], [{ HOST: 'example' }, 'HOST 应为'], [{ LINYAN_MODE: 'test' }, 'LINYAN_MODE 只能是'],
    [{ HOST: '0.0.0.0' }, '演示模式任何人都能选身份进入'], [{ HOST: '0.0.0.0', LINYAN_MODE: 'production' }, '须有 TLS'], [{ HOST: '::', LINYAN_MODE: 'production', TLS_CERT: script }, '缺 TLS_KEY'],
    [{ TLS_KEY: '/nowhere/key' }, 'TLS_KEY 指向的文件'], [{ TRUST_PROXY: 'yes' }, 'TRUST_PROXY 只能是'], [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL 应形如'],
    [{ LINYAN_CLOCK: script, LINYAN_MODE: 'production' }, '正式运行不能拨动时钟'], [{ LINYAN_CLOCK: '/nowhere' }, 'LINYAN_CLOCK 指向的文件'],
  ]
  it.each(wrong)('环境变量 %j', (env, words) => { expect(() => readConfig(env, '/')).toThrow(words) })
  it('没有环境变量时为演示模式，只监听本机', () => {
    expect(readConfig({}, '/home')).toEqual({ port: 8080, host: '127.0.0.1', mode: 'demo', trustProxy: false, dataDir: '/home/data' })
    expect(readConfig({ HOST: '0.0.0.0', LINYAN_MODE: 'production', TRUST_PROXY: '1', DATA_DIR: '/d' }, '/')).toMatchObject({ host: '0.0.0.0', trustProxy: true, dataDir: '/d' })
  })
  const refuses = async (dir: string, words: string, asked?: Parameters<typeof refusal>[1]): Promise<void> => {
    const { code, text } = await refusal(dir, asked)
    expect(text).toContain(`无法启动：${words}`)
    expect(text.trim().split('\n').filter((line) => line.startsWith('无法启动') || /^ +at /.test(line))).toHaveLength(1)
    expect(code).toBe(1)
  }
  it('配置错误、不认识的参数', async () => {
    await refuses(folder(), 'PORT 应为', { env: { PORT: 'abc' } })
    await refuses(folder(), '不认识的参数 --chek', { flags: ['--chek'] })
  })
  it('端口被占用：说出端口，不动数据目录', async () => {
    const port = await freePort(), taken = createServer().listen(port, '127.0.0.1'), dir = folder()
    await refuses(dir, `端口 ${port} 已被占用`, { env: { PORT: String(port) } })
    expect(readdirSync(dir)).toEqual([])
    taken.close()
  })
  it('数据目录是文件、写不进去、由别的版本写成、模式不符', async () => {
    await refuses(join(script, 'data'), `${script} 不是目录`)
    await refuses('/proc/1/linyan', '没有权限写 /proc/1')
    const old = folder()
    mkdirSync(join(old, 'postgres'))
    writeFileSync(join(old, 'postgres/PG_VERSION'), '17\n')
    await refuses(old, `数据目录 ${old} 由 PostgreSQL 17 写成`)
    const demo = folder()
    writeFileSync(join(demo, 'mode'), 'demo\n')
    await refuses(demo, `数据目录 ${demo} 里是演示数据，不能用于正式运行`, { env: { LINYAN_MODE: 'production' } })
  })
  it('DATABASE_URL 连不上：说出地址，不说口令', async () => {
    const { code, text } = await refusal(folder(), { env: { DATABASE_URL: 'postgres://someone:hidden@127.0.0.1:1/linyan' } })
    expect([code, text.trim().split('\n').at(-1)]).toEqual([1, '无法启动：连不上数据库 127.0.0.1:1/linyan：端口没有开放。'])
  })
  const disk = (size: string, dir: string, ...command: string[]) => ['unshare', '--user', '--map-root-user', '--mount', '--', 'sh', '-c', `mount -t tmpfs -o size=${size} none "$0" && exec "$@"`, dir, ...command]
  const small = able(disk('1m', '/mnt', 'true')[0]!, disk('1m', '/mnt', 'true').slice(1))
  it.skipIf(!small)('磁盘空间不足、建库途中磁盘写满', async () => {
    const dir = folder()
    await refuses(dir, '磁盘空间不足', { command: disk('8m', dir, process.execPath, script) })
    const [program, ...args] = disk('16m', dir, process.execPath, '--input-type=module', '-e', `import { startPostgres } from '${root}/src/kernel/db/postgres.ts'\nstartPostgres({ dataDir: '${dir}', log() {} }).catch((e) => { console.log(e.message) })`)
    expect(spawnSync(program!, args, { encoding: 'utf8', timeout: 20_000 }).stdout).toContain('磁盘已满')
  })
})

describe('npm start -- --check', () => {
  it('逐项说明有无问题，什么也不启动、不写入', async () => {
    const dir = join(folder(), 'new'), well = await refusal(dir, { flags: ['--check'] })
    expect(well.text).toMatch(/✓ 运行环境\n✓ 网页\n✓ 数据目录\n✓ 数据库\n✓ 地址 127\.0\.0\.1:\d+\n可以启动。/)
    expect([well.code, existsSync(dir)]).toEqual([0, false])
    const ill = await refusal(dir, { flags: ['--check'], env: { DATABASE_URL: 'postgres://127.0.0.1:1/linyan' } })
    expect(ill.text).toMatch(/✗ 数据库：连不上[^\n]*\n✓[^\n]*\n有 1 处要先改正。/)
    expect([ill.code, existsSync(dir)]).toEqual([1, false])
  })
})

describe('用自己的数据库（DATABASE_URL）', () => {
  it('连得上就用它，不再启动内置的数据库', async () => {
    const own = await up(folder()), socket = encodeURIComponent(readlinkSync(join(own.dataDir, 'socket')))
    const run = await up(folder(), { env: { DATABASE_URL: `postgres://postgres@${socket}/linyan` } })
    expect(await run.get()).toContain(join(own.dataDir, 'postgres'))
    expect(existsSync(join(run.dataDir, 'postgres'))).toBe(false)
  })
})
