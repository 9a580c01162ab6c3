import { Document, Packer, Paragraph, Table, TableCell, TableRow, TextRun } from 'docx'
import { describe, expect, it } from 'vitest'
import { checkTemplate, renderLetter } from './render.ts'

const p = (text: string) => new Paragraph({ children: [new TextRun({ text, size: 24, font: '宋体' })] })
const cell = (text: string) => new TableCell({ children: [p(text)] })
const template = (...children: (Paragraph | Table)[]) => Packer.toBuffer(new Document({ sections: [{ children }] }))
const given = { qr: 'https://localhost:8443/letter/1', at: '2026-09-28T02:00:00Z' }

describe('文书', () => {
  it('表格里的一行随清单重复，长了就分页；同样的内容两次排出同样的字节', async () => {
    const it = await template(p('研究名称：{研究名称}'), new Table({ rows: [new TableRow({ tableHeader: true, children: [cell('文件'), cell('版本号')] }), new TableRow({ children: [cell('{#版本清单}{文件}'), cell('{版本号}{/版本清单}')] })] }))
    const facts = { 研究名称: '一项试验', 版本清单: Array.from({ length: 60 }, (_, i) => ({ 文件: `文件${i}`, 版本号: `V${i}.0` })) }
    expect(await checkTemplate(it, ['研究名称', '版本清单', '文件', '版本号'])).toEqual([])
    const [a, b] = [await renderLetter(it, facts, given), await renderLetter(it, facts, given)]
    expect(a.pages).toBeGreaterThan(1)
    expect(Buffer.from(a.pdf).equals(Buffer.from(b.pdf))).toBe(true)
  })
})
