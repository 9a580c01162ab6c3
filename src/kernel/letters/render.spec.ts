// What an office may write, and what is refused; every refusal in its own sentence, and the server goes on.
import { execFileSync } from 'node:child_process'
import { crc32, deflateRawSync } from 'node:zlib'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AlignmentType, Document, Footer, Header, ImageRun, LevelFormat, Packer, PageBreak, PageNumber, Paragraph, Tab, Table, TableCell, TableRow, TextRun, VerticalMergeType, type IParagraphOptions } from 'docx'
import { afterEach, describe, expect, it } from 'vitest'
import { sayer } from '../labels.ts'
import { readPdf } from '../../../test/pdf.ts'
import { labels } from './labels.ts'
import { chineseNumber } from './numbers.ts'
import { packed, unpacked } from './package.ts'
import { checkTemplate, confinement, LetterFault, patience, renderDocx, renderLetter, setterPid, type Said } from './render.ts'
import { openSetter } from './setting.ts'

const say = sayer(labels, 'zh'), at = '2026-09-28T02:00:00Z', given = { qr: 'https://localhost:8443/letter/1', at }
const p = (text: string, more: IParagraphOptions = {}) => new Paragraph({ children: [new TextRun({ text, size: 24, font: '宋体' })], ...more })
const cell = (text: string, more = {}) => new TableCell({ children: [p(text)], ...more })
const docx = (...children: (Paragraph | Table)[]) => Packer.toBuffer(new Document({ sections: [{ children }] }))
const rows = (head: readonly string[], row: readonly string[]) => new Table({ rows: [new TableRow({ tableHeader: true, children: head.map((t) => cell(t)) }), new TableRow({ children: row.map((t) => cell(t)) })] })
/** A DOCX with one of its parts changed or added. */
const changed = async (file: Uint8Array, part: string, how: (text: string) => string | Buffer) => packed(new Map([...await unpacked(file)].filter(([n]) => n !== part).concat([[part, Buffer.from(how((await unpacked(file)).get(part)?.toString() ?? '') as string)]])))
const squeezed = (pages: readonly string[]) => pages.join('\n').replace(/\s+/g, '')
const textOf = async (template: Uint8Array, facts: Said = {}) => squeezed((await readPdf((await renderLetter(template, facts, given)).pdf)).pages)
/** The sentences a template, or a letter, is refused with. */
const faults = async (template: Uint8Array, known: readonly string[] = ['研究名称']) => (await checkTemplate(template, known)).map((f) => say(f.code, f.facts))
const refusal = async (work: Promise<unknown>) => work.then(() => [], (e: unknown) => { if (e instanceof LetterFault) return e.reasons.map((f) => say(f.code, f.facts)); throw e })
/** A zip with names and methods as given, for files nobody's Word would write. */
function zip(files: readonly (readonly [name: string, content: Buffer, claim?: number])[]): Buffer {
  const bodies: Buffer[] = [], list: Buffer[] = []
  let start = 0
  for (const [name, content, claim = content.length] of files) {
    const body = deflateRawSync(content), title = Buffer.from(name), head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0); head.writeUInt16LE(8, 4); head.writeUInt32LE(crc32(content), 10); head.writeUInt32LE(body.length, 14); head.writeUInt32LE(claim, 18); head.writeUInt16LE(title.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(start, 10)
    bodies.push(Buffer.from('PK\x03\x04', 'latin1'), head, title, body)
    list.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, tail, title)
    start += 30 + title.length + body.length
  }
  const all = Buffer.concat(list), end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1'); end.writeUInt16LE(files.length, 8); end.writeUInt16LE(files.length, 10); end.writeUInt32LE(all.length, 12); end.writeUInt32LE(start, 16)
  return Buffer.concat([...bodies, all, end])
}
const skeleton: readonly (readonly [string, Buffer])[] = [['[Content_Types].xml', Buffer.from('<Types/>')], ['word/document.xml', Buffer.from('<w:document><w:body/></w:document>')]]

describe('占位符', () => {
  it('Word 拆成几段的占位符也认得；换行照旧；事实里的大括号只是文字', async () => {
    const split = await docx(new Paragraph({ children: [new TextRun('研究：{研究'), new TextRun({ text: '名', bold: true }), new TextRun('称}。')] }), p('{ 说明 }'))
    expect(await textOf(split, { 研究名称: '甲{说明}乙', 说明: '第一行\n第二行' })).toContain('研究：甲{说明}乙。第一行第二行')
  })
  it('清单按行重复，长了就分页，表头每页都有；序号自己数', async () => {
    const file = await Packer.toBuffer(new Document({ numbering: { config: [{ reference: 'n', levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1' }] }] }, sections: [{ children: [new Table({ rows: [new TableRow({ tableHeader: true, children: [cell('序号'), cell('文件'), cell('版本')] }), new TableRow({ children: [new TableCell({ children: [p('', { numbering: { reference: 'n', level: 0 } })] }), cell('{#清单}{文件}'), cell('{版本}{/清单}')] })] })] }] }))
    expect(await checkTemplate(file, ['清单', '清单.文件', '清单.版本'])).toEqual([])
    const { pdf, pages } = await renderLetter(file, { 清单: Array.from({ length: 90 }, (_, i) => ({ 文件: `文件${i}`, 版本: `V${i}` })) }, given), read = await readPdf(pdf)
    expect(pages).toBeGreaterThan(2)
    for (const page of read.pages) expect(squeezed([page])).toMatch(/^序号文件版本/)
    expect(squeezed(read.pages)).toContain('90文件89V89')
  })
  it('行里的字段先取本行，再取全文；清单空了整行不出现；有内容才出现的段落，没有就不留空行', async () => {
    const file = await docx(rows(['甲', '乙'], ['{#清单}{名}', '{全文}{/清单}']), p('{#更正}'), p('更正：{更正}'), p('{/更正}'), p('完'))
    expect(await textOf(file, { 清单: [{ 名: '一' }, { 名: '二', 全文: '行内' }], 全文: '外', 更正: '有' })).toContain('甲乙一外二行内更正：有完')
    expect(await textOf(file, { 清单: [], 全文: '', 更正: '' })).toMatch(/^甲乙完/)
  })
  it.each([
    ['不认识的名字', '{研究名}与{申办者}', '模板里的占位符 {研究名}、{申办者} 不在本类文书的内容中。请改用：研究名称。'],
    ['循环没有结束', '{#研究名称}', '模板里的循环“研究名称”没有结束：请在该段或该行末尾写 {/研究名称}。'],
    ['结束了没开始的', '{/研究名称}', '模板里有结束标记 {/研究名称}，前面没有对应的 {#研究名称}。请补上，或删去结束标记。'],
    ['少了右括号', '请看{研究名称', '模板里“请看{研究名称”附近的 { 没有对应的 }。请补全占位符。'],
    ['少了左括号', '请看研究名称}', '模板里“请看研究名称}”附近的 } 前面没有对应的 {。请补全占位符。'],
  ])('%s，逐个说清', async (_, text, sentence) => { expect(await faults(await docx(p(text)))).toEqual([sentence]) })
  it('排文书时，没有内容可填的占位符点名拒绝，不留空', async () => {
    expect(await refusal(renderLetter(await docx(p('{研究名称}{缺一}{缺二}')), { 研究名称: '甲' }, given))).toEqual(['模板里的占位符“缺一、缺二”没有内容可填。请从模板中删去，或补齐办件里的相应内容。'])
  })
})

describe('字', () => {
  it('生僻字、希腊字母、罗马数字、方框都排得出', async () => { expect(await textOf(await docx(p('禤瞾䲜囍α β Ⅰ Ⅲ ☐ ☑ ① ㎡ ℃ ≥ ‰ μg'), p('Bold 禤', { children: [new TextRun({ text: '粗禤Ⅲα', bold: true, italics: true })] }))))
    .toContain('禤瞾䲜囍αβⅠⅢ☐☑①㎡℃≥‰μg粗禤Ⅲα') })
  it('没有任何字体能排的字，说出哪个字、在哪里，不以空白代替', async () => {
    const secret = '\uE123'
    expect(await refusal(renderLetter(await docx(p('申请人：{姓名}（呼吸内科）')), { 姓名: `李${secret}` }, given))).toEqual([`字符“${secret}”没有可用的字形（见“申请人：李${secret}（呼吸内科）”）。请核对该字，或请管理员在服务器上安装 Noto CJK 字体后重试；不会以方框或空白代替。`])
    expect(await faults(await docx(p(`页脚 ${secret}`)))).toHaveLength(1)
  })
  it('没有系统字体的服务器：䶮㛃𠮷 逐字点名拒绝', async () => {
    const bare = await openSetter(join(tmpdir(), `linyan-fonts-${process.getuid?.() ?? 0}`), { system: false })
    const said = await refusal(bare.letter(await docx(p('{名}')), { 名: '䶮㛃𠮷禤瞾' }, given))
    expect(said.map((s) => /^字符“(.)”/u.exec(s)?.[1])).toEqual(['䶮', '㛃', '𠮷'])
    expect((await bare.letter(await docx(p('{名}')), { 名: '禤瞾' }, given)).pages).toBe(1)
  })
  it('长到一行放不下的校验值会断行，一个字符不少', async () => {
    const hash = 'deadbeefdeadbeefdeadbeefdeadbeef'.repeat(4)
    expect(await textOf(await docx(rows(['一', '二', '三'], [hash, '乙', '丙'])))).toContain(hash)
  })
})

describe('版式', () => {
  it('页眉、页脚、分页、编号段落、合并的格子、制表位都在；模板自己的页码让位给“第几页、共几页”', async () => {
    const merged = new Table({ rows: [new TableRow({ children: [cell('合并', { rowSpan: 2 }), cell('横跨', { columnSpan: 2 })] }), new TableRow({ children: [cell('甲'), cell('乙')] }), new TableRow({ children: [cell('竖', { verticalMerge: VerticalMergeType.RESTART }), cell('丙'), cell('丁')] }), new TableRow({ children: [cell('', { verticalMerge: VerticalMergeType.CONTINUE }), cell('戊'), cell('己')] })] })
    const file = await Packer.toBuffer(new Document({
      numbering: { config: [{ reference: 'zh', levels: [{ level: 0, format: LevelFormat.CHINESE_COUNTING, text: '%1、' }] }] },
      sections: [{ headers: { default: new Header({ children: [p('某某医院')] }) }, footers: { default: new Footer({ children: [new Paragraph({ children: [new TextRun({ children: ['模板页码', PageNumber.CURRENT] })] }), p('地址：某某路')] }) },
        children: [p('总则', { numbering: { reference: 'zh', level: 0 } }), p('细则', { numbering: { reference: 'zh', level: 0 } }), merged, new Paragraph({ tabStops: [{ type: 'right', position: 9000 }], children: [new TextRun({ children: ['左', new Tab(), '右'] })] }), new Paragraph({ children: [new TextRun('一'), new PageBreak(), new TextRun('二')] }), p('居中', { alignment: AlignmentType.CENTER })] }],
    })), { pdf, pages } = await renderDocx(file, at), read = await readPdf(pdf)
    expect(pages).toBe(2)
    expect(squeezed([read.pages[0]!])).toBe('某某医院一、总则二、细则横跨合并甲乙丙丁竖戊己左右一地址：某某路第1页共2页')
    expect(squeezed([read.pages[1]!])).toBe('某某医院二居中地址：某某路第2页共2页')
  })
  it('图片照排：PNG；别的格式说清', async () => {
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
    const file = await docx(new Paragraph({ children: [new ImageRun({ type: 'png', data: png, transformation: { width: 40, height: 40 } })] }))
    expect(await faults(file)).toEqual([])
    const name = [...(await unpacked(file)).keys()].find((n) => n.startsWith('word/media/'))!
    expect(await faults(await changed(file, name, () => Buffer.from('010000006c000000', 'hex')))).toEqual(['文件里有无法排版的图片（只支持 PNG、JPEG）。请转换格式后重新插入。'])
  })
  it.each([
    ['文本框', '<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>框里的字</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>', '模板里有文本框'],
    ['图表', '<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="x"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>', '模板里有图表'],
    ['公式', '<w:p><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:p>', '模板里有公式'],
    ['脚注', '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>', '模板里有脚注或尾注'],
  ])('不能排的内容不悄悄丢掉：%s', async (_, xml, start) => {
    const file = await changed(await docx(p('正文')), 'word/document.xml', (t) => t.replace(/<w:sectPr/, `${xml}<w:sectPr`))
    expect((await faults(file)).map((s) => s.slice(0, start.length))).toEqual([start])
    expect((await refusal(renderLetter(file, {}, given))).map((s) => s.slice(0, start.length))).toEqual([start])
    expect((await renderDocx(file, at)).pages).toBe(1)
  })
  it.each([[1, '一'], [10, '十'], [11, '十一'], [20, '二十'], [105, '一百零五'], [110, '一百一十'], [999, '九百九十九'], [1000, '1000']])('编号 %i 写作 %s', (n, text) => { expect(chineseNumber(n)).toBe(text) })
})

describe('坏文件', () => {
  const ole = (mark: string) => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(500), Buffer.from(mark, 'utf16le'), Buffer.alloc(500)])
  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['有打开密码的', () => ole('EncryptedPackage'), '文件设了打开密码'], ['旧版 .doc', () => ole('WordDocument'), '这是旧版 Word 文件'],
    ['其实是 PDF', () => Buffer.from('%PDF-1.7\n'), '这不是 Word 文档'], ['空文件', () => Buffer.alloc(0), '这不是 Word 文档'], ['一个字节', () => Buffer.from('P'), '这不是 Word 文档'],
    ['别的压缩包', () => zip([['readme.txt', Buffer.from('x')]]), '这不是 Word 文档'],
    ['只剩一半', async () => (await docx(p('正文'))).subarray(0, 3000), '文件已损坏'],
    ['XML 断了', async () => changed(await docx(p('正文')), 'word/document.xml', (t) => t.slice(0, -40)), '文件已损坏'],
    ['不是 UTF-8', async () => changed(await docx(p('正文')), 'word/document.xml', () => Buffer.from('\ufeff<w:document/>', 'utf16le')), '文件已损坏'],
    ['同名两份', () => zip([...skeleton, ['word/document.xml', Buffer.from('<x/>')]]), '文件已损坏'],
    ['谎报大小', () => zip([...skeleton, ['word/big.xml', Buffer.alloc(4096), 5]]), '文件已损坏'],
    ['压缩炸弹', () => zip([...skeleton, ['word/media/a.bin', Buffer.alloc(100 << 20)]]), '文件展开后大得反常'],
    ['不大但压缩得离谱的', () => zip([...skeleton, ['word/media/a.bin', Buffer.alloc(20 << 20)]]), '文件展开后大得反常'],
    ['谎报大小的炸弹', () => zip([...skeleton, ['word/media/a.bin', Buffer.alloc(90 << 20), 1000]]), '文件'],
    ['几千个小文件', () => zip([...skeleton, ...Array.from({ length: 1200 }, (_, i) => [`word/x${i}.xml`, Buffer.from('<x/>')] as const)]), '文件展开后大得反常'],
    ['往外指的路径', () => zip([...skeleton, ['../../etc/cron.d/x', Buffer.from('x')]]), '文件内部含有指向文件之外的路径'], ['绝对路径', () => zip([...skeleton, ['/etc/x', Buffer.from('x')]]), '文件内部含有指向文件之外的路径'], ['反斜杠', () => zip([...skeleton, ['word\\..\\..\\x', Buffer.from('x')]]), '文件内部含有指向文件之外的路径'],
    ['实体炸弹', async () => changed(await docx(p('正文')), 'word/document.xml', (t) => t.replace('?>', '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>')), '文件内部含有 DOCTYPE'],
    ['读本机文件的实体', async () => changed(await docx(p('正文')), 'word/styles.xml', (t) => t.replace('?>', '?><!doctype x SYSTEM "file:///etc/passwd">')), '文件内部含有 DOCTYPE'],
    ['带宏的', async () => changed(await docx(p('正文')), 'word/vbaProject.bin', () => Buffer.from('x')), '文件带有宏'],
    ['图片在外面', async () => changed(await docx(p('正文')), 'word/_rels/document.xml.rels', (t) => t.replace('</Relationships>', '<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://192.0.2.1/a.png" TargetMode="External"/></Relationships>')), '文件引用了外部的图片'],
    ['嵌套几百层', async () => changed(await docx(p('正文')), 'word/document.xml', (t) => t.replace(/<w:sectPr/, `${'<w:sdt><w:sdtContent>'.repeat(300)}${'</w:sdtContent></w:sdt>'.repeat(300)}<w:sectPr`)), '文件内部嵌套过深'],
    ['十层表中套表', async () => changed(await docx(p('正文')), 'word/document.xml', (t) => t.replace(/<w:sectPr/, `${'<w:tbl><w:tr><w:tc>'.repeat(10)}<w:p/>${'</w:tc></w:tr></w:tbl>'.repeat(10)}<w:sectPr`)), '文件内部嵌套过深'],
  ])('%s，有自己的一句话', async (_, make, start) => {
    const file = await make()
    for (const said of [await faults(file), await refusal(renderLetter(file, {}, given)), await refusal(renderDocx(file, at))]) expect(said.map((s) => s.slice(0, start.length))).toEqual([start])
  })
})

describe('乱改过的文件', () => {
  it('属性换成离谱的数和字，要么排出来，要么有一句话；排版程序一次也不倒', async () => {
    let seed = 20261122
    const chance = () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff, odd = ['-1', '0', '999999999', '-2147483648', 'NaN', '1e308', '', 'x', '0.0001', '1.5', '../../x', '%9%9', '字']
    const parts = await unpacked(await docx(p('标题', { heading: 'Heading1' }), rows(['甲', '乙'], ['一', '二']), p('编号', { bullet: { level: 1 } }), p('尾', { indent: { left: 400, hanging: 200 }, tabStops: [{ type: 'right', position: 900 }] })))
    await renderDocx(packed(parts), at)
    const before = setterPid()
    for (let i = 0; i < 60; i++) {
      const wild = new Map(parts)
      for (const name of ['word/document.xml', 'word/styles.xml', 'word/numbering.xml']) { const text = parts.get(name)!.toString(), head = text.indexOf('<w:', 300); wild.set(name, Buffer.from(text.slice(0, head) + text.slice(head).replace(/="([^"]*)"/g, (same) => chance() < 0.15 ? `="${odd[Math.floor(chance() * odd.length)]}"` : same))) }
      for (const said of await refusal(renderDocx(packed(wild), at))) expect(said).toMatch(/^(文件|模板|这)/)
    }
    expect(setterPid()).toBe(before)
  })
})

describe('排版程序', () => {
  const usual = { ...patience }
  afterEach(() => { Object.assign(patience, usual) })
  it('被杀了，手上的这份说清楚，排着队的不受影响，下一份照排', async () => {
    const file = await docx(p('{研究名称}')), facts = { 研究名称: '甲' }
    await renderLetter(file, facts, given)
    const before = setterPid()!, [first, second] = [refusal(renderLetter(file, facts, given)), renderLetter(file, facts, given)]
    await Promise.resolve()
    process.kill(before, 'SIGKILL')
    expect(await first).toEqual(['排版时出错，已重新启动排版程序。请再试一次；仍然出错，请换一个文件或与管理员联系。'])
    expect((await second).pages).toBe(1)
    expect(setterPid()).not.toBe(before)
  })
  it('停住不答的，到时换掉，下一份照排', async () => {
    const file = await docx(p('正文'))
    await renderDocx(file, at)
    patience.seconds = 0.3
    process.kill(setterPid()!, 'SIGSTOP')
    expect(await refusal(renderDocx(file, at))).toEqual(['排版超过 0.3 秒仍未完成，已停止。请简化文件后再试；其他文书不受影响。'])
    Object.assign(patience, usual)
    expect((await renderDocx(file, at)).pages).toBe(1)
  })
  it('吃内存的被换掉', async () => {
    patience.megabytes = 20
    const long = await docx(...Array.from({ length: 3000 }, (_, i) => p(`第${i}段`.repeat(20))))
    expect(await refusal(renderDocx(long, at))).toHaveLength(1)
  })
  it('排队太多的请稍候', async () => {
    const file = await docx(p('正文')), many = await Promise.all(Array.from({ length: patience.waiting + 3 }, () => refusal(renderDocx(file, at))))
    expect(many.flat()).toEqual(Array.from({ length: 3 }, () => '正在排版的文书太多，请稍候再试。'))
  })
  it('不知道服务器的口令，不能写、不能起别的程序', async () => {
    const { execArgv, env, cwd } = confinement('/tmp/nowhere'), code = "const t = (f) => { try { f(); return 'done' } catch (e) { return e.code } }; console.log(JSON.stringify({ env: Object.keys(process.env).sort(), write: t(() => fs.writeFileSync('/tmp/x', '')), read: t(() => fs.readFileSync('/etc/passwd')), spawn: t(() => child_process.spawnSync('true')) }))"
    const said = execFileSync(process.execPath, [...execArgv, '-e', code], { env: { ...env }, cwd, encoding: 'utf8' })
    expect(JSON.parse(said)).toEqual({ env: ['PATH', 'TZ'], write: 'ERR_ACCESS_DENIED', read: 'ERR_ACCESS_DENIED', spawn: 'ERR_ACCESS_DENIED' })
  })
  it('过长的文件拒绝', async () => { expect(await refusal(renderDocx(await docx(...Array.from({ length: 302 }, (_, i) => p(String(i), { pageBreakBefore: true }))), at))).toEqual(['文件过长，排版超过 300 页。请拆分后再试。']) })
})
