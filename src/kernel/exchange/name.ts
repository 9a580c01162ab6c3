export type OrgClass = 'industry' | 'hospital-or-university' | 'other'

const company = /\b(?:ltd|inc|llc|corp(?:oration)?|gmbh|plc|limited|company|pty|spa|srl|s\.p\.a|s\.r\.l|a\/s|b\.v|s\.a)\b|\bco[.,]|公司|药业|制药|股份|企业/i
const state = /\b(?:army|navy|ministry|NIAID|NIH|national institutes? of (?:health|allergy)|centers? for disease control|CDC|bureau)\b|卫健委|卫生健康(?:委|局)|疾控|疾病预防控制/i
const academic = /hospital|h[oô]pita|hospic|universi|college|school|faculty|clinic(?!al)|infirmary|(?:medical|cancer|health|heart) (?:cent|campus)|health care campus|instit|academ|\b(?:CHU|UMC|IRCCS)\b|医院|医学中心|大学|学院|研究院|研究所|卫生院/i
const maker = /pharm|bio|therap|medic(?:al|ines?)\b|sanofi|novartis|pfizer|roche|lilly|ingelheim|squibb|nordisk|sankyo|dohme|bayer|merck|gilead|takeda|医药|生物|科技|集团|器械/i
const other = /group|network|trust|foundation|society|association|consortium|council|centre|center|commission|协会|学会|基金会|中心|联盟|政府/i

/** What kind of organisation a name speaks of, or null where the name does not tell. */
export const orgClass = (name: string): OrgClass | null =>
  company.test(name) ? 'industry' : state.test(name) ? 'other' : academic.test(name) ? 'hospital-or-university' : maker.test(name) ? 'industry' : other.test(name) ? 'other' : null

const place = /jiangsu|zhejiang|beijing|shanghai|guangdong|shandong|hangzhou|ningbo|china|chinese|national|research|site|care|health|science|clinical|trial|study|service|program|department|office|team|\blabs?\b|technolog|solution|partner|医|药|院|校|局|厂|所|部|科/i
const title = /^(?:Dr|Prof|Professor|Mr|Mrs|Ms)\.?\s+/
// A degree behind the name: “…, MD, PhD”.
const degree = /(?:,\s*|\s+)(?:M\.?D\.?|Ph\.?\s?D\.?|M\.?B\.?B\.?S\.?|MBChB|DrPH|MPH|M\.?Sc\.?|R\.?N\.?|PharmD|FRCP|MSN|DO|Prof\.?)(?=$|,|\s)/g
const latin = /^(?:\p{Lu}[\p{Ll}'’]+|\p{Lu}\.?)(?:[ -](?:\p{Lu}[\p{L}'’]*\p{Ll}|\p{Lu}\.?)){1,3}$/u
const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤俞应楼裘'

/** The bare name: without title and degrees. */
export const bareName = (text: string) => text.replace(/\s+/g, ' ').trim().replace(title, '').replace(degree, '').trim()

/** Has it the shape of a person's name and nothing of an organisation's? Leans to yes: what is masked by mistake is still in the file. */
export const personal = (text: string): boolean => {
  const name = bareName(text)
  if (!name || name.length > 60 || orgClass(name) || place.test(name)) return false
  return latin.test(name) || (/^\p{Script=Han}{2,3}$/u.test(name) && surnames.includes(name[0]!))
}

/** Does it carry a person's title or degree, and no organisation? */
export const titled = (text: string) => bareName(text) !== text.replace(/\s+/g, ' ').trim() && !orgClass(text)
