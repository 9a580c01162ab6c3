import { hangzhou } from './hangzhou.ts'
import type { BureauCode, Measure, MeasureNumber } from './measure.ts'
import { zhejiang } from './zhejiang.ts'

/** `name` as 责任单位 writes it (normalised), `title` where it leads, `short` where it joins. */
export interface Bureau { readonly name: string; readonly title: string; readonly short: string; readonly level: 'city' | 'province' }
export const bureaus: Readonly<Record<BureauCode, Bureau>> = {
  health: { name: '市卫生健康委', title: '市卫健委', short: '卫健', level: 'city' },
  industry: { name: '市经济和信息化局(市数字经济局)', title: '市经信局', short: '经信', level: 'city' },
  science: { name: '市科学技术局', title: '市科技局', short: '科技', level: 'city' },
  civil: { name: '市民政局', title: '市民政局', short: '民政', level: 'city' },
  finance: { name: '市财政局', title: '市财政局', short: '财政', level: 'city' },
  hr: { name: '市人力资源和社会保障局', title: '市人社局', short: '人社', level: 'city' },
  market: { name: '市市场监督管理局', title: '市市场监管局', short: '市监', level: 'city' },
  insurance: { name: '市医疗保障局', title: '市医保局', short: '医保', level: 'city' },
  data: { name: '市数据资源局', title: '市数据资源局', short: '数据资源', level: 'city' },
  investment: { name: '市投资促进局', title: '市投促局', short: '投促', level: 'city' },
  'province-industry': { name: '省经信厅', title: '省经信厅', short: '省经信', level: 'province' },
}

/** The closing clause of a document: cited under its last measure, not a measure of its own. */
export interface ClosingNote { readonly number: 'ZJ-Zx'; readonly cited: MeasureNumber; readonly phrase: string; readonly says: string; readonly rooms: readonly string[] }

/** A policy document. A draft is 参考: never the basis of a refusal or of a red light. Null = the text does not say. */
export interface PolicyDocument {
  readonly code: 'HZ' | 'ZJ'
  readonly name: string
  readonly title: string
  readonly number: string | null
  readonly issued: string | null
  readonly from: string | null
  readonly status: 'in-force' | 'draft'
  readonly measures: readonly Measure[]
  readonly closing: ClosingNote | null
}

export const documents: readonly [PolicyDocument, PolicyDocument] = [
  {
    code: 'HZ', name: '杭州', title: '关于进一步提升杭州市临床研究水平的若干措施',
    number: '杭卫发〔2024〕112号', issued: '2024-11-25', from: '2025-01-01', status: 'in-force', measures: hangzhou, closing: null,
  },
  {
    code: 'ZJ', name: '浙江', title: '关于支持生物医药产业创新发展的若干意见（征求意见稿）',
    number: null, issued: null, from: null, status: 'draft', measures: zhejiang,
    closing: { number: 'ZJ-Zx', cited: 'ZJ-08', phrase: '从优、就高、不重复', says: '几份同类政策都管到同一件事时，取最优、取最高，只给一份。', rooms: ['policies.entitlement'] },
  },
]
export const measures: readonly Measure[] = documents.flatMap((document) => document.measures)

export const findMeasure = (number: string): Measure | undefined => measures.find((measure) => measure.number === number)
export const documentOf = (number: MeasureNumber): PolicyDocument => documents[number.startsWith('HZ') ? 0 : 1]
