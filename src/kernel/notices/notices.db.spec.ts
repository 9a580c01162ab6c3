import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../../../test/house.ts'
import { openTicker, told, type Ticker } from '../../../test/notices.ts'
import { begun, grant, running, submitted, type Story } from '../../../test/story.ts'

let h: House, t: Ticker, s: Story
beforeAll(async () => { h = await openHouse('2026-09-14T09:12'); t = await openTicker(h) })
afterAll(async () => { await t?.close(); await h?.close() })
const after = async (what: Promise<unknown>): Promise<string[]> => { await what; await t.tick(); return told(h) }

describe('收件人：每件事告诉谁，一行一行', () => {
  it('发起：各院研究者收到待签', async () => {
    s = await begun(h, ['a', 'b'])
    await t.tick()
    expect(await told(h)).toEqual([])
  })
})
