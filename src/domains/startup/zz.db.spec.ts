import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { begun, running, grant, created, storyOf, submitted } from '../../../test/story.ts'
let h: House
beforeAll(async () => { h = await openHouse('2026-09-14T09:12') })
afterAll(async () => { await h?.close() })
describe('probe', () => {
  it('again after withdraw', async () => {
    const s = await begun(h, ['a', 'b'])
    await s.move('qizhou-cra', 'startup.start.withdraw', undefined, { note: 'x' })
    expect((await s.stand('studies.study')).stage).toBe('prepared')
    await begun(h, ['a', 'b'], { study: s.study })
  })
  it('iit', async () => {
    await begun(h, ['a', 'b'], { sponsorName: '杭城市第一人民医院' })
  })
  it('all stopped', async () => {
    const s = await running(h, ['a'])
    await s.move('qizhou-cra', 'startup.initiation.withdraw', 'a', { note: 'x' })
    await s.move('qizhou-cra', 'ethics.review.withdraw', 'a', { note: 'x' })
    await s.move('qizhou-cra', 'agreements.signing.withdraw', 'a', { note: 'x' })
    expect((await s.stand('startup.start')).stage).toBe('closed')
    expect((await s.stand('studies.study')).stage).toBe('prepared')
  })
  it('other pi', async () => {
    const s = await begun(h, ['a', 'b'])
    await expect(s.move('a-pi2', 'startup.site.sign', 'a')).rejects.toThrow()
  })
  it('closed edit/begin', async () => {
    const id = await created(h), s = storyOf(h, id)
    await s.move('qizhou-cra', 'studies.study.close', undefined, { note: 'x' })
    await expect(h.as('qizhou-cra', 'studies.edit', { id, seen: 1, product: 'y' })).rejects.toThrow()
  })
  it('closed begin', async () => {
    const id = await created(h), s = storyOf(h, id)
    await s.move('qizhou-cra', 'studies.study.close', undefined, { note: 'x' })
    await expect(begun(h, ['a'], { study: id })).rejects.toThrow()
  })
  it('since submission', async () => {
    const s = await submitted(h, ['a'])
    h.at('2026-09-15T10:00')
    await s.move('a-office', 'startup.start.return', undefined, { note: 'x' })
    h.at('2026-09-18T10:00')
    await s.move('qizhou-cra', 'startup.start.resubmit', undefined, { note: 'x' })
    h.at('2026-09-21T10:00')
    expect((await h.as<any>('qizhou-cra', 'studies.one', { id: s.study })).sinceSubmission).toBe(7)
  })
  it('whole', async () => {
    const s = await running(h, ['a'])
    await grant(s, 'a')
    expect((await s.stand('startup.site', 'a')).stage).toBe('ready')
  })
  it('confirm kinds', async () => {
    const id = await created(h)
    expect(await h.as('qizhou-cra', 'studies.confirm', { id, kind: 'ctr', value: 'NCT04280705' })).toMatchObject({ valid: false })
  })
  it('signout', async () => {
    const t = await h.token('a-pi')
    await h.as('a-pi', 'session.sign-out')
    await expect(h.as('a-pi', 'session.me')).rejects.toThrow()
  })
})
