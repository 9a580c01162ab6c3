import { Fragment, createElement, type ReactNode } from 'react'
import { sayer, type Facts, type Labels, type Lang, type Say } from '#kernel/labels.ts'
import { remembered } from './store.ts'
import { labels } from './labels.ts'

export type { Facts, Labels, Lang, Say }

type Holes<S extends string> = S extends `${string}{${infer N}}${infer Rest}` ? N | Holes<Rest> : never
type HolesOf<P> = P extends readonly [infer Z extends string, infer E extends string] ? Holes<Z> | Holes<E> : never
/** `say` that knows the keys of one book of labels and which facts each sentence wants. */
export type SayOf<L> = <K extends keyof L & string>(key: K, ...facts: [HolesOf<L[K]>] extends [never] ? [] : [Readonly<Record<HolesOf<L[K]>, string | number>>]) => string

const book: Record<string, readonly [zh: string, en: string]> = {}

/** A room's labels load with the room and are registered before its first page is drawn. */
export const registerLabels = (more: Labels) => { Object.assign(book, more) }
registerLabels(labels)

const lang = remembered<Lang>('lang', ['zh', 'en'], 'zh')
const show = (l: Lang) => { if (typeof document !== 'undefined') document.documentElement.lang = l === 'zh' ? 'zh-CN' : 'en' }
show(lang.get())

export const useLang = lang.use
export const getLang = lang.get
/** The cookie lets the server choose the words of what it prepares: letters, notices, exports. */
export const setLang = (l: Lang) => {
  lang.set(l)
  show(l)
  document.cookie = `lang=${l}; path=/; max-age=31536000; samesite=lax`
}

const both = { zh: sayer(book, 'zh'), en: sayer(book, 'en') }

/** Outside a part: messages, titles, tests. */
export const say: Say = (key, facts) => both[lang.get()](key, facts)
/** Inside a part: drawn again when the language changes. */
export const useSay = (): Say => both[lang.use()]
export const useSayOf = <L extends Labels>(): SayOf<L> => useSay() as unknown as SayOf<L>

const hole = /\{(\w+)\}/
/** A sentence whose facts are drawn, not only written: `weave('剩 {span}', { span: <b>3</b> })`. */
export const weave = (sentence: string, nodes: Readonly<Record<string, ReactNode>>): ReactNode =>
  createElement(Fragment, null, ...sentence.split(hole).map((piece, at) => at % 2 ? nodes[piece] ?? `{${piece}}` : piece))
