import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { house } from '#app/house.ts'
import { openHttp } from '#kernel/http.ts'
import type { Implementation } from '#kernel/implement.ts'
import type { Ground } from '#kernel/road.ts'
import { permissions, table } from '../tools/permissions.ts'

const demo = house(true), production = house(false)
const methods: Readonly<Record<string, string>> = { query: 'GET, HEAD', ask: 'POST', action: 'POST', upload: 'PUT', download: 'GET, HEAD', live: 'GET, HEAD' }
const mount = (implementations: readonly Implementation[]) => openHttp({ ground: { random: (n: number) => new Uint8Array(n), labels: demo.labels } as unknown as Ground, implementations, secure: false, log: () => {} })
/** The routes of a server as its own tree prints them: `GET, HEAD /api/case.tasks`. */
function routes(tree: string): string[] {
  const above: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', how] = /^([│ ]*)[├└]── (\S*)(?: \((.+)\))?$/.exec(line) ?? []
    above.splice(indent.length / 4, above.length, part)
    return how ? [`${how} ${above.join('')}`] : []
  }).sort()
}
/** Endpoints without a handler, or with more than one. */
const badlyBound = (endpoints: readonly { name: string }[], handlers: readonly Implementation[]): string[] => endpoints.filter((e) => handlers.filter((i) => i.endpoint.name === e.name).length !== 1).map((e) => e.name)

describe('谁能办什么', () => {
  it('与审过的清单一字不差；有意改动的，重写清单（tools/permissions.ts）并请人看过', () => {
    expect(demo.endpoints.length).toBeGreaterThan(50)
    expect(permissions(demo.endpoints)).toBe(readFileSync(table, 'utf8'))
  })
  it('多给一个角色，清单就不同', () => {
    const wider = demo.endpoints.map((e) => (e.name === 'ethics.review.issue' ? { ...e, who: [...e.who, 'cra'] } : e))
    expect(permissions(wider)).toContain('ethics.review.issue · action · cra ethics-chair')
    expect(permissions(wider)).not.toBe(readFileSync(table, 'utf8'))
  })
  it('不登录能办的只有登录、核验文书和它的证明；演示端点正式运行时没有', () => {
    expect(production.endpoints.filter((e) => e.who === 'public').map((e) => e.name)).toEqual(['session.sign-in', 'audit.letter', 'letters.check'])
    expect(demo.endpoints.filter((e) => !production.endpoints.includes(e)).map((e) => e.name).sort()).toEqual(['session.adopt', 'session.personas'])
  })
  it('岗位清单不空、不重复', () => {
    for (const { name, who } of demo.endpoints) if (typeof who !== 'string') expect([who.length > 0, new Set(who).size], name).toEqual([true, who.length])
  })
})

describe('端点', () => {
  it('名字不重复，各有一个办理者', () => {
    expect(new Set(demo.endpoints.map((e) => e.name)).size).toBe(demo.endpoints.length)
    for (const { endpoints, implementations } of [demo, production]) {
      expect(implementations.length).toBe(endpoints.length)
      expect(badlyBound(endpoints, implementations)).toEqual([])
    }
    expect(badlyBound(demo.endpoints, [...demo.implementations.slice(1), demo.implementations[1]!]).sort()).toEqual(demo.implementations.slice(0, 2).map((i) => i.endpoint.name).sort())
  })
  it.each([['演示', demo], ['正式运行', production]] as const)('%s：服务器上的路恰是声明的端点与接口说明，一条不多', (_, { endpoints, implementations }) => {
    const app = mount(implementations), declared = [...endpoints.map((e) => `${methods[e.kind]} /api/${e.name}`), 'GET, HEAD /api/openapi.json'].sort()
    expect(routes(app.printRoutes({ commonPrefix: false }))).toEqual(declared)
  })
  it('私自开的路会被看见', () => {
    const app = mount(demo.implementations)
    app.delete('/api/studies.list.all', async () => 'x')
    expect(routes(app.printRoutes({ commonPrefix: false })).filter((r) => r.includes('.all'))).toEqual(['DELETE /api/studies.list.all'])
  })
})
