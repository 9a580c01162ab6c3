import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const here = new URL('./', import.meta.url)
const files = readdirSync(here).filter(f => /\.(css|tsx?)$/.test(f) && !f.includes('.spec.'))
const text = (file: string) => readFileSync(new URL(file, here), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
const tokens = text('tokens.css')

/** The values of one block, by name. */
const values = (block: string) => Object.fromEntries([...block.matchAll(/(--[\w-]+):([^;]+);/g)].map(m => [m[1], m[2]?.trim()])) as Record<string, string>
const between = (from: string) => { const at = tokens.indexOf(from); return tokens.slice(at, tokens.indexOf('\n}', at)) }
const light = values(between(':root,[data-theme=light]{')), dark = values(between('[data-theme=dark]{')), system = values(between(':root:not([data-theme]){'))

const luminance = (hex: string) => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
  return .2126 * r + .7152 * g + .0722 * b
}
const contrast = (a: string, b: string) => { const [x = 0, y = 0] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) }
const grounds = ['--ground', '--surface', '--raised', '--sunk']
const pairs: readonly (readonly [ink: string, grounds: readonly string[]])[] = [
  ['--ink', [...grounds, '--accent-wash', '--ok-wash', '--soon-wash', '--over-wash', '--mark']], ['--ink-2', [...grounds, '--accent-wash', '--ok-wash', '--soon-wash', '--over-wash']],
  ['--accent', [...grounds, '--accent-wash']], ['--on-accent', ['--accent', '--accent-hover']], ['--ok', [...grounds, '--ok-wash']], ['--soon', [...grounds, '--soon-wash', '--accent-wash', '--over-wash']],
  ['--over', [...grounds, '--over-wash', '--accent-wash']], ['--paused', ['--surface', '--sunk', '--raised', '--accent-wash']],
]

describe('颜色与尺寸', () => {
  it('颜色只写在 tokens.css 一处', () => {
    const strays = files.filter(f => f !== 'tokens.css').filter(f => /#(?:[0-9A-Fa-f]{3}){1,2}\b|\brgba?\(|\bhsl/.test(text(f)))
    expect(strays).toEqual([])
  })
  it('字号只写在 tokens.css 一处，手机输入框与打印纸除外', () => {
    const strays = files.filter(f => f.endsWith('.css') && f !== 'tokens.css' && f !== 'print.css').flatMap(f => [...text(f).matchAll(/font-size:(?!var\(|16px)[^;}]+/g)].map(m => `${f} ${m[0]}`))
    expect(strays).toEqual([])
  })
  it('深色由开关与由系统得到的是同一份取值', () => { expect(system).toEqual(dark) })
  it('浅色有的名字深色都有', () => { expect(Object.keys(dark).sort()).toEqual(Object.keys(light).sort()) })
  it('用到的每个名字都有定义', () => {
    const given = new Set([...tokens.matchAll(/(--[\w-]+):/g)].map(m => m[1])), own = new Set(files.flatMap(f => [...text(f).matchAll(/(--[\w-]+)['"]?:/g)].map(m => m[1])))
    const missing = files.flatMap(f => [...text(f).matchAll(/var\((--[\w-]+)/g)].map(m => m[1])).filter(name => !given.has(name) && !own.has(name))
    expect([...new Set(missing)]).toEqual([])
  })
  it.each([['浅色', light], ['深色', dark]] as const)('%s的字与底对比度不低于 4.5', (_, theme) => {
    const low = pairs.flatMap(([ink, on]) => on.map(ground => ({ ink, ground, ratio: contrast(theme[ink] ?? '', theme[ground] ?? '') }))).filter(p => !(p.ratio >= 4.5))
    expect(low).toEqual([])
  })
})

describe('老浏览器', () => {
  const newer = /color-mix\(|:has\(|oklch\(|@scope|@starting-style|\bdvh\b|&[:.\s>]|toSorted\(|toReversed\(|toSpliced\(|Object\.groupBy|Map\.groupBy|Promise\.withResolvers|crypto\.randomUUID|popovertarget|showPopover/
  it('不用 Chrome 109 不认识的样式与函数', () => {
    expect(files.filter(f => newer.test(f.endsWith('.css') ? text(f) : text(f).replace(/&[a-z]*[:.\s>]|&&/g, '')))).toEqual([])
  })
  it('只有屏幕窄才换成手机版式，A4 纸不算', () => {
    expect(files.filter(f => /@media \((max|min)-width/.test(text(f)))).toEqual([])
  })
})
