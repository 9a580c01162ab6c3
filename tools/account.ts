// npm run account -- add|list|lock|password: the accounts of an installation without personas. A password is typed without echo or read from stdin, never an argument.
import { parseArgs } from 'node:util'
import { today } from '#kernel/calendar.ts'
import { hashPassword } from '#kernel/session.ts'
import { operate, type Operated } from './operator.ts'

const kinds = ['hospital', 'company', 'cro', 'bureau', 'office', 'platform'] as const
const usage = `用法：
  npm run account -- add 账号 --name 姓名 --name-en NAME --org 机构全称 --role 角色… [--unit 部门]
                      机构还没有时再加：--new-org ${kinds.join('|')} [--short 简称] [--org-en NAME] [--short-en NAME]
  npm run account -- list
  npm run account -- lock 账号          锁定，并结束它的登录
  npm run account -- password 账号      换口令，并解锁
口令在提示处输入（不回显），或从标准输入读一行。凭链接自己设口令的办法在后面的版本。`
const forever = '9999-12-31T00:00:00Z'

/** One line typed in the terminal, not shown; Ctrl-C gives up. */
function unseen(prompt: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(prompt)
  stdin.setRawMode(true).setEncoding('utf8').resume()
  return new Promise((done, failed) => {
    let typed: string[] = []
    const end = (finish: () => void) => { stdin.off('data', read).setRawMode(false).pause(); stderr.write('\n'); finish() }
    const read = (keys: string) => {
      for (const key of keys) {
        if (key === '\r' || key === '\n') return end(() => { done(typed.join('')) })
        if (key === '\x03' || key === '\x04') return end(() => { failed(new Error('已放弃，没有任何改动。')) })
        if (key === '\x7f' || key === '\b') typed = typed.slice(0, -1)
        else typed.push(key)
      }
    }
    stdin.on('data', read)
  })
}
async function piped(): Promise<string> {
  let text = ''
  for await (const part of process.stdin.setEncoding('utf8')) { text += part as string; if (text.includes('\n')) break }
  return text.split(/\r?\n/)[0]!
}
async function newPassword(login: string): Promise<string> {
  const typed = process.stdin.isTTY ? await unseen('口令：') : await piped()
  if ([...typed].length < 12 || typed.length > 200) throw new Error('口令要 12 至 200 个字：可以是好记的一句话。没有任何改动。')
  if (/[\p{Cc}]/u.test(typed) || !typed.isWellFormed()) throw new Error('口令里有控制字符或不完整的字，请重输。没有任何改动。')
  if (typed.toLowerCase().includes(login)) throw new Error('口令里不要含账号。没有任何改动。')
  if (process.stdin.isTTY && await unseen('再输一次：') !== typed) throw new Error('两次输入的口令不一致。没有任何改动。')
  return typed
}

/** What the roles of the house are: every role that has a name in its labels. */
const rolesOf = ({ o }: Operated) => Object.keys(o.ground.labels).flatMap((key) => /^role\.([a-z-]+)$/.exec(key)?.[1] ?? [])
const accountOf = async ({ keeper }: Operated, login: string): Promise<string> => {
  const { rows: [row] } = await keeper.query<{ person_id: string }>('select person_id from kernel.account where login = $1', [login])
  if (!row) throw new Error(`没有账号 ${login}：请看 npm run account -- list。`)
  return row.person_id
}
const inOne = async ({ keeper }: Operated, work: () => Promise<void>): Promise<void> => {
  await keeper.query('begin')
  try { await work(); await keeper.query('commit') } catch (e) { await keeper.query('rollback'); throw e }
}

type Options = typeof values
async function add(house: Operated, login: string, v: Options): Promise<number> {
  const { keeper, now, say, print, newId } = house, roles = v.role ?? []
  const missing = Object.entries({ '--name': v.name, '--name-en': v['name-en'], '--org': v.org, '--role': roles[0] }).filter(([, given]) => !given?.trim()).map(([name]) => name)
  if (missing.length > 0) throw new Error(`还缺 ${missing.join('、')}。\n${usage}`)
  if (!/^[a-z0-9][a-z0-9._-]{1,59}$/.test(login)) throw new Error(`账号 ${login} 不合：2 至 60 个小写字母、数字、点、横线，字母或数字开头。`)
  const unknown = roles.filter((r) => !rolesOf(house).includes(r))
  if (unknown.length > 0) throw new Error(`没有角色 ${unknown.join('、')}。可用：${rolesOf(house).map((r) => `${r}（${say(`role.${r}`)}）`).join('、')}。`)
  const kind = v['new-org']
  if (kind && !(kinds as readonly string[]).includes(kind)) throw new Error(`--new-org 只能是 ${kinds.join('、')}，现在是“${kind}”。`)
  if ((await keeper.query('select from kernel.account where login = $1', [login])).rowCount) throw new Error(`账号 ${login} 已经有了：换口令用 npm run account -- password ${login}。`)
  const { rows: [found] } = await keeper.query<{ id: string }>('select id from kernel.org where name = $1', [v.org])
  if (!found && !kind) throw new Error(`没有机构“${v.org}”：请核对全称；确实要新立，加上 --new-org ${kinds.join('|')}。`)
  if (found && kind) throw new Error(`机构“${v.org}”已经有了：去掉 --new-org 再来。`)
  const password = await hashPassword(await newPassword(login), house.o.ground.random), orgId = found?.id ?? newId('org'), personId = newId('person')
  await inOne(house, async () => {
    if (!found) await keeper.query('insert into kernel.org (id, kind, name, short, name_en, short_en) values ($1, $2, $3, $4, $5, $6)', [orgId, kind, v.org, v.short ?? v.org, v['org-en'] ?? v.org, v['short-en'] ?? v['org-en'] ?? v.short ?? v.org])
    await keeper.query('insert into kernel.person (id, name, name_en) values ($1, $2, $3)', [personId, v.name, v['name-en']])
    await keeper.query('insert into kernel.account (person_id, login, password) values ($1, $2, $3)', [personId, login, password])
    await keeper.query('insert into kernel.membership (id, person_id, org_id, roles, unit, from_on) values ($1, $2, $3, $4, $5, $6)', [newId('membership'), personId, orgId, roles, v.unit ?? null, today(now)])
    await house.record('operator.account.add', { account: personId, org: orgId, newOrg: !found, roles })
  })
  print(`已建账号 ${login}：${v.name}，${v.org}${found ? '' : '（新立）'}，${roles.map((r) => say(`role.${r}`)).join('、')}`)
  if (kind === 'hospital') print('这家医院的办理规则、科室和主要研究者还没有页面可填，填好之前不会出现在可选医院里。')
  return 0
}
async function list({ keeper, now, say, print }: Operated): Promise<number> {
  const { rows } = await keeper.query<{ login: string; name: string; org: string; roles: string[]; state: string }>(
    `select a.login, p.name, o.short org, m.roles, case when a.locked_until >= $2 then '已锁定' when a.locked_until > $1 then '暂锁' when a.password is null then '没有口令' else '可用' end state
       from kernel.account a join kernel.person p on p.id = a.person_id join kernel.membership m on m.person_id = p.id join kernel.org o on o.id = m.org_id
      where m.to_on is null or m.to_on >= $3 order by o.kind, o.short, a.login`, [now, forever, today(now)])
  for (const r of rows) print([r.login, r.name, r.org, r.roles.map((x) => say(`role.${x}`)).join('、'), r.state].join('  '))
  print(`共 ${rows.length} 个任职`)
  return 0
}
async function lock(house: Operated, login: string): Promise<number> {
  const account = await accountOf(house, login)
  await inOne(house, async () => {
    await house.keeper.query('update kernel.account set locked_until = $2 where person_id = $1', [account, forever])
    await house.keeper.query('delete from kernel.session where person_id = $1', [account])
    await house.record('operator.account.lock', { account })
  })
  house.print(`账号 ${login} 已锁定，它的登录都已结束。解锁：npm run account -- password ${login}`)
  return 0
}
async function renew(house: Operated, login: string): Promise<number> {
  const account = await accountOf(house, login), password = await hashPassword(await newPassword(login), house.o.ground.random)
  await inOne(house, async () => {
    await house.keeper.query('update kernel.account set password = $2, failures = 0, locked_until = null where person_id = $1', [account, password])
    await house.keeper.query('delete from kernel.session where person_id = $1', [account])
    await house.record('operator.account.password', { account })
  })
  house.print(`账号 ${login} 的口令已换，账号可用，原来的登录都已结束。`)
  return 0
}

const text = { type: 'string' } as const
const { values, positionals: [verb = '', given = ''] } = (() => {
  try { return parseArgs({ allowPositionals: true, options: { 'name': text, 'name-en': text, 'org': text, 'unit': text, 'new-org': text, 'short': text, 'org-en': text, 'short-en': text, 'role': { type: 'string', multiple: true } } }) } catch (e) { console.error(`不认识的参数 ${/'(.+?)'/.exec((e as Error).message)?.[1] ?? ''}。\n${usage}`); process.exit(1) }
})()
const login = given.toLowerCase()
const verbs: Record<string, (house: Operated) => Promise<number>> = { add: (h) => add(h, login, values), list, lock: (h) => lock(h, login), password: (h) => renew(h, login) }
const chosen = verbs[verb]
if (!chosen || (verb !== 'list' && login === '')) { console.error(usage); process.exit(1) }
await operate(chosen)
