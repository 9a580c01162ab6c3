import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MASK, mask, namePattern } from './mask.ts'
import { bareName, orgClass, personal, titled } from './name.ts'

// Every detail below is made up.
describe('个人信息遮蔽', () => {
  for (const text of [
    'zhang.san@example.com', 'ZHANG+1@mail.example.com.cn', 'ｚｓ＠example．com', 'zhang (at) example.com', 'zhang[at]example.org', '张三@示例.中国',
    '13800000000', '138-0000-0000', '138 0000 0000', '+86 13800000000', '0086-13800000000', '１３８００００００００',
    '0571-80000000', '(0571)80000000', '（0571） 80000000', '057180000000', '400-800-0000',
    '+33 1 00 00 00 00', '+1 (555) 000-0000', '0049 30 0000000', 'call+33 1 00 00 00 00', '555-000-0000', '(555) 000-0000', '01 00 00 00 00',
    'Tel: 80000000', '电话：8000 0000', '手机号 13800000000', 'Fax. 8000-0000', 'QQ:100000000', '微信号：zhang_san01', 'WeChat ID: zhangsan99',
    '330106199001010000', '33010619900101000X',
  ]) it(`遮蔽 ${text}`, () => {
    const { text: safe, count } = mask(`请联系 ${text} 。`)
    expect(safe).toContain(MASK)
    expect(safe.replace(MASK, '')).not.toMatch(/\d{4}|@/)
    expect(count).toBe(1)
  })
  for (const text of [
    'NCT04261907', 'ChiCTR2000029935', 'EUCTR2020-001270-29-GB', 'ACTRN12620000443998', 'JPRN-UMIN000039686', '2020-02-16', '2020-02-16 10:40:56', 'CAS 747-36-4', 'MR-33-26-000123', 'CTR20200001',
    '400mg/100mg twice daily', '250 ml of 5% glucose', '0.9% 1:1000', 'SpO2 <= 93%', '18-75 years', '55000', 'https://example.org/show/NCT04261907', 'QTc >= 470', 'ASC09/Ritonavir', '国卫科教发〔2024〕32号', '8000 例', '3.5×10^9/L', 'IL-6',
  ]) it(`不动 ${text}`, () => expect(mask(text)).toEqual({ text, count: 0 }))
  it('文中点明的联系人姓名遮蔽，标签保留', () => expect([mask('联系人：张三，浙江').text, mask('Contact person: Zhang San, ward 3').text]).toEqual([`联系人：${MASK}，浙江`, `Contact person: ${MASK}, ward 3`]))
  it('记录中已知的姓名在任何文字里都遮蔽，不误伤单词的一部分', () => {
    const known = namePattern(['Zhang San', '李四光', 'x'])
    expect(mask('Dr ZHANG  San and 李四光教授; Zhang Sanity', known)).toEqual({ text: `Dr ${MASK} and ${MASK}教授; Zhang Sanity`, count: 2 })
    expect(namePattern([])).toBeNull()
  })
  it('任意文字中夹带的手机号和邮箱都不外泄', () => {
    const digits = (n: number) => fc.stringMatching(new RegExp(`^[0-9]{${n}}$`))
    const mobile = fc.tuple(fc.constantFrom('', '+86 ', '86-'), fc.constantFrom('3', '5', '8', '9'), digits(9), fc.constantFrom('', '-', ' ')).map(([code, second, rest, gap]) => ({ shown: `${code}1${second}${rest[0]}${gap}${rest.slice(1, 5)}${gap}${rest.slice(5)}`, secret: rest.slice(1, 5) + gap + rest.slice(5) }))
    const mail = fc.tuple(fc.stringMatching(/^[a-z][a-z0-9._-]{2,12}$/), fc.constantFrom('example.com', 'mail.example.cn')).map(([name, host]) => ({ shown: `${name}@${host}`, secret: `@${host}` }))
    const around = fc.stringMatching(/^[a-z 甲乙，。;:\n]{0,20}[ 甲，\n]$/)
    fc.assert(fc.property(around, fc.oneof(mobile, mail), fc.stringMatching(/^[ 甲，。\n][a-z 甲乙，。]{0,20}$/), (before, { shown, secret }, after) => {
      expect(mask(before + shown + after).text).not.toContain(secret)
    }), { numRuns: 3000 })
  })
  it('一百万字的恶意文字在一秒内处理完', () => {
    for (const part of ['a', 'a@', '1', '+1', '1-', 'tel 1 ', ' ', '00 ', '联系人：', 'wechat: ', '(01', 'a@a.', 'Contact: A ']) {
      const from = performance.now()
      mask(part.repeat(1_000_000 / part.length))
      expect(performance.now() - from, part).toBeLessThan(10_000)
    }
  })
})

describe('姓名与机构名', () => {
  for (const name of ['Zhang San', 'Mei-Li Chen', 'Anna B. Example', 'Dr. Li Si', 'William LoExample, MD', '张三', '欧阳'.slice(0, 0) + '李小四']) it(`${name} 像个人姓名`, () => expect(personal(name)).toBe(true))
  for (const name of [
    'Sanofi', 'Can-Fite BioPharma', 'CHU Angers', 'Zhejiang Hospital', 'UMC Utrecht', 'Uppsala University', 'Neuromed IRCCS', 'Eli Lilly', 'Novo Nordisk', 'Boehringer Ingelheim', 'Tang-Du Hospital', 'University Hospital, Angers', 'Pulmotect, Inc.',
    'Flinders Medical Centre', 'Study Director', 'Clinical Trials', 'Research Site', '浙江大学', '恒瑞医药', '张江医院', '某某有限公司', 'NA', '',
  ]) it(`${name || '空白'} 不是个人姓名`, () => expect(personal(name)).toBe(false))
  it('去掉称谓和学位', () => expect(['Dr. Li Si', 'Zhang San, MD, PhD', '  Zhang   San  M.D.'].map(bareName)).toEqual(['Li Si', 'Zhang San', 'Zhang San']))
  it('带学位的才算，地名缩写不算', () => expect([titled('Zhang San, MD'), titled('National Institutes of Health, Bethesda, MD'), titled('Lariboisière')]).toEqual([true, false, false]))
  for (const [name, kind] of [
    ['Example Biotechnology Co., Ltd.', 'industry'], ['示例药业股份有限公司', 'industry'], ['Sanofi-aventis Recherche et Développement', 'industry'],
    ['The First Affiliated Hospital of Example University', 'hospital-or-university'], ['Assistance Publique - Hôpitaux de Paris', 'hospital-or-university'], ['示例市第一人民医院', 'hospital-or-university'],
    ['National Institute of Allergy and Infectious Diseases (NIAID)', 'other'], ['示例省疾病预防控制中心', 'other'], ['Zhang San', null],
  ] as const) it(`${name} → ${kind ?? '不能判断'}`, () => expect(orgClass(name)).toBe(kind))
})
