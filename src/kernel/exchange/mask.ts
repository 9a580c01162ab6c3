/** What stands where a personal detail stood. */
export const MASK = '‹已遮蔽›'

const d = '[0-9０-９]', gap = '[-‐‑–.·\\s]?'
// Each pattern begins only where a token begins and is bounded after that, so that the worst text costs a constant per character.
const patterns: readonly RegExp[] = [
  // e-mail, full-width and “(at)” too
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+(?:\s?[@＠]\s?|\s?[([]at[)\]]\s?)[\p{L}\p{N}-]{1,63}(?:[.．。][\p{L}\p{N}-]{1,63}){1,5}/giu,
  // resident identity number
  new RegExp(`(?<![A-Za-z0-9０-９])[1-9１-９]${d}{5}(?:19|20|１９|２０)${d}{9}[0-9０-９XxＸｘ](?!${d})`, 'gu'),
  // whatever is announced as a telephone, fax or chat number
  new RegExp(`(?:(?:tele)?phone|\\btel|\\bmobile|\\bfax|\\bcell|whatsapp|wechat|电话|手机|传真|微信|\\bQQ)(?:\\s?(?:no|number|号码?)\\.?)?\\s{0,3}[:：.]?\\s{0,3}[+＋(（]?${d}(?:[-‐‑–.()（）\\s/]{0,3}${d}){5,19}`, 'giu'),
  /(?:微信号?|wechat(?:\s?id)?)\s{0,3}[:：]\s{0,3}[A-Za-z][\w-]{4,30}/giu,
  // Chinese mobile
  new RegExp(`(?<![\\w.０-９-])(?:[+＋]?86${gap}|0086${gap})?[1１][3-9３-９]${d}(?:${gap}${d}{4}){2}(?!${d})`, 'gu'),
  // Chinese fixed line and 400/800 numbers
  new RegExp(`(?<![\\w.０-９-])(?:[(（]0${d}{2,3}[)）]\\s?|0${d}{2,3}[-‐‑–\\s]?)${d}{7,8}(?!${d})`, 'gu'),
  new RegExp(`(?<![\\w.-])[48]00[-\\s]${d}{3,4}[-\\s]?${d}{3,4}(?!${d})`, 'gu'),
  // international, North American, French
  new RegExp(`(?:[+＋]|(?<![\\w.])00)${d}(?:[-‐‑–.()\\s/]{0,2}${d}){7,16}(?!${d})`, 'gu'),
  /(?<![\w.-])(?:\(\d{3}\)\s?|\d{3}[-.])\d{3}[-.]\d{4}(?!\d)/g,
  /(?<![\w.-])0\d(?:[ .]\d{2}){4}(?!\d)/g,
]
// A name that the text itself announces; the label stays.
const announced = /((?:联系人|负责人|研究者|[Cc]ontact(?: [Pp]erson| [Nn]ame)?|[Pp]rincipal [Ii]nvestigator)\s?[:：]\s?)(?:\p{Script=Han}{2,4}|\p{Lu}[\p{L}'’.-]{0,30}(?:[ ,]{1,2}\p{Lu}[\p{L}'’.-]{0,30}){1,3})/gu

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** One pattern for the known names of a record (at most 300 of them), or null. */
export const namePattern = (names: Iterable<string>): RegExp | null => {
  const known = [...new Set(names)].filter((name) => name.length > 1).sort((a, b) => b.length - a.length).slice(0, 300)
  const part = (name: string) => /^\p{Script=Han}+$/u.test(name) ? name : `(?<!\\p{L})${escaped(name).replace(/\s+/g, '\\s{1,3}')}(?!\\p{L})`
  return known.length > 0 ? new RegExp(known.map(part).join('|'), 'giu') : null
}

/** Free text without e-mails, telephones, identity numbers and the given names; `count` says how many were masked. */
export const mask = (text: string, names: RegExp | null = null): { text: string; count: number } => {
  let count = 0
  const cover = () => { count++; return MASK }
  let masked = text
  if (/[0-9０-９@＠]|at|微信|wechat/i.test(masked)) for (const pattern of patterns) masked = masked.replace(pattern, cover)
  masked = masked.replace(announced, (_, label: string) => label + cover())
  if (names) masked = masked.replace(names, cover)
  return { text: masked, count }
}
