import { describe, expect, it } from 'vitest'
import { labels } from './labels.ts'
import { registerLabels, say, setLang, weave } from './say.ts'
import { renderToStaticMarkup } from 'react-dom/server'

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(m => m[1]).sort()
const pairs = Object.entries(labels)

describe('界面的字', () => {
  it('中英文都有，英文用到的事实中文也给', () => {
    expect(pairs.filter(([, [zh, en]]) => !zh.trim() || !en.trim() || holes(en).some(h => !holes(zh).includes(h)))).toEqual([])
  })
  it('英文里不夹中文，语言名除外', () => {
    expect(pairs.filter(([key, [, en]]) => /[\u3400-\u9fff]/.test(en) && key !== 'ui.me.language.zh')).toEqual([])
  })
  it('不用感叹号，不用第二人称', () => { expect(pairs.filter(([, [zh, en]]) => /[!！你您]|\byou\b/i.test(zh + en))).toEqual([]) })
  it('房间的字随房间登记，缺的字照键名显示', () => {
    registerLabels({ 'sample.act': ['受理', 'Accept'] })
    expect(say('sample.act')).toBe('受理')
    expect(say('sample.none')).toBe('sample.none')
    expect(say('ui.clock.nth', { n: 3 })).toBe('第 3')
  })
  it('句中的事实可以加重', () => { expect(renderToStaticMarkup(weave('剩 {span}，{n} 件', { span: '3 工作日', n: 2 }))).toBe('剩 3 工作日，2 件') })
  it('换成英文后说英文', () => {
    Object.assign(globalThis, { document: { documentElement: {}, cookie: '' } })
    setLang('en')
    expect([say('sample.act'), document.documentElement.lang, document.cookie.split(';')[0]]).toEqual(['Accept', 'en', 'lang=en'])
    setLang('zh')
    Reflect.deleteProperty(globalThis, 'document')
  })
})
