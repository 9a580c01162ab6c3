export type Lang = 'zh' | 'en'
/** Chinese first, English second. `{name}` is replaced by a fact. */
export type Labels = Readonly<Record<string, readonly [zh: string, en: string]>>
export type Facts = Readonly<Record<string, string | number>>
export type Say = (key: string, facts?: Facts) => string

/** The same in the words a case's own rule set uses (批准 where others say 同意): `${key}@${wording}` where that exists. */
export const worded = (say: Say, wording: unknown): Say => (typeof wording !== 'string' ? say : (key, facts) => { const own = `${key}@${wording}`, said = say(own, facts); return said === own ? say(key, facts) : said })
/** Words for a key in one language; a missing key shows itself, and a test forbids it. */
export const sayer = (labels: Labels, lang: Lang): Say => (key, facts = {}) => {
  const found = labels[key]
  if (!found) return key
  const text = found[lang === 'en' ? 1 : 0]
  return !text.includes('{') ? text : text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? `{${name}}`))
}
