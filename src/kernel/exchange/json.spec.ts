import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FileFault } from './fault.ts'
import { each, list, object, parseJson, text } from './json.ts'

const faultOf = (content: string) => { try { return parseJson(content) } catch (error) { if (!(error instanceof FileFault)) throw error; return [error.code, error.facts.line] } }

describe('外来 JSON', () => {
  for (const [title, content, expected] of [
    ['字段重复', '{"a":1,\n"a":2}', ['duplicate-key', 2]], ['字段以转义写法重复', '{"a":1,"\\u0061":2}', ['duplicate-key', 1]],
    ['__proto__', '{"__proto__":{"x":1}}', ['unsafe-key', 1]], ['转义写法的 __proto__', '{"\\u005f_proto__":1}', ['unsafe-key', 1]], ['constructor', '{"constructor":1}', ['unsafe-key', 1]],
    ['中断在字符串内', '{"a":"b', ['truncated', 1]], ['中断在对象内', '{"a":[1,\n2', ['truncated', 2]], ['字符串以反斜杠收尾', '"a\\"', ['truncated', 1]],
    ['NUL 字符', '["a\\u0000"]', ['bad-json', 1]], ['半个字符', '["\\ud842"]', ['bad-json', 1]],
    ['NaN', '[NaN]', ['bad-json', 1]], ['多余的逗号，指出行号', '{\n"a":1,\n}', ['bad-json', 3]], ['多余的括号', '[1]]', ['bad-json', 1]],
  ] as const) it(`${title} → ${expected[0]}`, () => expect(faultOf(content)).toEqual(expected))
  it('嵌套一百万层：立即拒绝', () => {
    const from = performance.now()
    expect(faultOf('['.repeat(1_000_000))).toEqual(['too-deep', 1])
    expect(faultOf('{"a":'.repeat(1_000_000))).toEqual(['too-deep', 1])
    expect(performance.now() - from).toBeLessThan(10_000)
  })
  it('不同对象中的同名字段、值中的 __proto__、成对的转义字符都正常', () =>
    expect(parseJson('[{"a":"__proto__"},{"a":"\\ud842\\udfb7 \\" }"}]')).toEqual([{ a: '__proto__' }, { a: '𠮷 " }' }]))
  it('错误中不带文件内容', () => {
    try { parseJson('{"name": 张三丰}'); expect.fail() } catch (error) { expect(JSON.stringify(error) + String(error)).not.toContain('张三丰') }
  })
  it('凡是正常的 JSON，结果与 JSON.parse 相同', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), (content) => {
      const got = faultOf(content)
      if (Array.isArray(got) && (got[0] === 'unsafe-key' || got[0] === 'bad-json')) return
      expect(got).toEqual(JSON.parse(content))
    }), { numRuns: 2000 })
  })
  it('任意文字只会解析成功或给出文件错误，原型不受影响', () => {
    fc.assert(fc.property(fc.stringMatching(/^[{}[\]",:\\u0a1_ ]{0,40}$/), (content) => { faultOf(content) }), { numRuns: 3000 })
    expect(Object.keys(Object.prototype)).toEqual([])
  })
  it('取值时不在或类型不符即为空', () =>
    expect([object([]), object(null), list({}), text({}), text(3), text(Infinity), each([{ a: 'x' }, 1, { a: 2 }], 'a')]).toEqual([{}, {}, [], '', '3', '', ['x', '2']]))
})
