import { Document, Packer, Paragraph } from 'docx'
import type { LetterWork } from '#kernel/letters/kind.ts'
import type { House } from './house.ts'

/** A kind of letter for specifications alone, beside those the rooms declare: drawn up by the committee's secretary, signed by its chair. */
export function trialKind(h: House, name: string, who: readonly string[], stages: readonly string[]): void {
  const work: LetterWork = { kind: { name, procedure: 'ethics.review', stages, who, signers: ['ethics-chair'], number: '{year}-药伦审-{n:4}', names: ['title'] }, facts: async (_, it) => ({ title: it.title }) };
  (h.o.ground.work.letters as Map<string, LetterWork>).set(name, work)
}
/** A small template an office might write. */
export const trialTemplate = (...lines: string[]): Promise<Buffer> => Packer.toBuffer(new Document({ sections: [{ children: (lines.length > 0 ? lines : ['批件 {编号}', '{机构名称}：{事项}', '{#电子签署}{岗位} {姓名} {签署时间} {含义}{/电子签署}', '{日期}']).map((l) => new Paragraph(l)) }] }))
