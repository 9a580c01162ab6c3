// The operator's commands as programs, on a production folder of their own: accounts first, then imports in their name.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folder, root, sweep } from './start-support.ts'

const dataDir = folder('linyan-command-'), files = folder('linyan-exports-')
/** A command as npm would run it; what it said and how it ended. */
const run = (tool: string, args: readonly string[], { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, `tools/${tool}.ts`), ...args], { cwd: root, input, encoding: 'utf8', timeout: 60_000, env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '', INIT_CWD: files, ...env } })
  return { said: stdout, why: stderr, status }
}
const account = (...args: string[]) => run('account', args, { input: '一句很长很好记的口令啊呀\n' })
const add = (login: string, ...more: string[]) => account('add', login, '--name', '林一', '--name-en', 'Lin Yi', '--role', 'cra', '--org', '甲医药研发有限公司', ...more)
const head = 'TrialID,Public title,Primary sponsor,Source Register,Study type,Target size', one = 'NCT90000011,示例片治疗示例病的研究,明川生物制品有限公司,ClinicalTrials.gov,Interventional,120'
const put = (name: string, text: string) => { writeFileSync(join(files, name), text); return name }
const imported = (...args: string[]) => run('import', ['studies', ...args, '--as', 'cra-1'])

beforeAll(() => { expect(run('account', ['list'], { env: { LINYAN_MODE: 'production' } }).said).toContain('共 0 个任职') })
afterAll(sweep)

describe('账号命令', () => {
  it('机构没有时不自作主张；说明新立才立，口令不出现在任何一行', () => {
    expect(add('cra-1')).toMatchObject({ status: 1, why: expect.stringContaining('没有机构“甲医药研发有限公司”') as string })
    const made = add('cra-1', '--new-org', 'cro')
    expect(made).toMatchObject({ status: 0, said: expect.stringContaining('已建账号 cra-1') as string })
    expect(made.said + made.why).not.toContain('好记')
  })
  it.each([
    ['已有的账号', () => add('cra-1'), '已经有了'],
    ['不合的账号', () => add('CRA 1'), '不合'],
    ['没有的角色', () => add('cra-2', '--role', 'king'), '没有角色 king'],
    ['已有的机构又说新立', () => add('cra-2', '--new-org', 'cro'), '去掉 --new-org'],
    ['太短的口令', () => run('account', ['password', 'cra-1'], { input: 'short\n' }), '12 至 200'],
    ['写在命令行上的口令', () => account('password', 'cra-1', '--password', 'x'), '不认识的参数'],
    ['锁一个没有的账号', () => account('lock', 'nobody'), '没有账号 nobody'],
  ])('%s，一句话说明，什么也不改', (_, deed, why) => {
    expect(deed()).toMatchObject({ status: 1, why: expect.stringContaining(why) as string })
    expect(account('list').said).toContain('共 1 个任职')
  })
})

describe('导入命令', () => {
  const good = put('good.csv', `${head}\n${one}\n`)
  it('正式运行要说明以谁的名义；先看不写', () => {
    expect(run('import', ['studies', good])).toMatchObject({ status: 1, why: expect.stringContaining('--as') as string })
    expect(imported(good, '--preview')).toMatchObject({ status: 0, said: expect.stringMatching(/新建 1 .*\n.*没有写入/) as string })
  })
  it('有一个文件读不懂，就一个也不写', () => {
    expect(imported(good, put('bad.csv', '不是登记数据'))).toMatchObject({ status: 1, why: expect.stringContaining('bad.csv') as string })
    expect(imported(good, '--preview').said).toContain('新建 1')
  })
  it('写入一次，给出回执；再来一次没有变化', () => {
    expect(imported(good).said).toMatch(/新建 1 .*\n.*回执：\/studies\/import\/[0-9a-f-]{36}/)
    expect(imported(good).said).toMatch(/无变化 1 .*\n.*没有要写入的内容/)
  })
  it('锁定的账号不能借来办理，换口令后可以', () => {
    account('lock', 'cra-1')
    expect(imported(good)).toMatchObject({ status: 1, why: expect.stringContaining('已锁定') as string })
    expect(account('password', 'cra-1').status).toBe(0)
    expect(imported(good).status).toBe(0)
  })
})
