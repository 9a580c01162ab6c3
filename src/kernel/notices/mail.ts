// Sends what waits to go by e-mail. At least once: a message that may have gone out already keeps its number.
import { createTransport } from 'nodemailer'
import type pg from 'pg'
import { today } from '../calendar.ts'
import { sayer, type Labels } from '../labels.ts'
import { asks, type Kind } from './kinds.ts'
import { line, type Facts } from './say.ts'

/** A server that takes mail, and in whose name. */
export interface MailConfig { readonly url: string; readonly from: string; /** ms to wait for an answer */ readonly patience?: number }
export interface Letter { readonly id: string; readonly to: string; readonly subject: string; readonly text: string }
export interface Postman { send(letter: Letter): Promise<void>; close(): void }

/** How an attempt failed, as a code that holds no address and no text of the other server. */
export class MailFault extends Error { override name = 'MailFault'; readonly code: string; readonly forever: boolean; constructor(code: string, forever: boolean) { super(code); this.code = code; this.forever = forever } }
function fault(e: unknown): MailFault {
  const { code = '', responseCode: said, command, message } = e as { code?: string; responseCode?: number; command?: string; message: string }
  if (code === 'EAUTH' || code === 'ENOAUTH') return new MailFault('account', false)
  if (code === 'EENVELOPE' || code === 'EMESSAGE') return new MailFault('refused', said !== undefined && said >= 550 && said < 560)
  if (code === 'ETIMEDOUT') return new MailFault(message === 'Connection timeout' ? 'unreachable' : 'slow', false)
  return new MailFault(['ESOCKET', 'ECONNREFUSED', 'EDNS', 'ENOTFOUND'].includes(code) && (command === undefined || command === 'CONN') ? 'unreachable' : said !== undefined ? 'refused' : 'broken', false)
}
export function openPostman({ url, from, patience = 20_000 }: MailConfig): Postman {
  const address = new URL(url)
  const transport = createTransport({ host: address.hostname.replace(/^\[|\]$/g, ''), port: Number(address.port || (address.protocol === 'smtps:' ? 465 : 25)), secure: address.protocol === 'smtps:', ...(address.username ? { auth: { user: decodeURIComponent(address.username), pass: decodeURIComponent(address.password) } } : {}), connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience, disableFileAccess: true, disableUrlAccess: true })
  const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
  return {
    send: ({ id, to, subject, text }) => transport.sendMail({ from, to, subject, text, messageId: `<${id}@${host}>`, headers: { 'Auto-Submitted': 'auto-generated' } }).then(() => undefined, (e: unknown) => { throw fault(e) }),
    close: () => { transport.close() },
  }
}

/** Minutes until the next attempt; after the last one a message is given up and stays in the log. */
export const backOff = [1, 5, 15, 60, 240] as const
const minutes = (now: string, n: number): string => new Date(Date.parse(now) + n * 60_000).toISOString()

interface Waiting { readonly id: string; readonly mailId: string; readonly attempts: number; readonly kind: Kind; readonly facts: Facts; readonly code: string; readonly email: string | null; readonly read: boolean; readonly here: boolean; readonly title: string | null; readonly stage: string | null; readonly open: boolean | null; readonly dueOn: string | null; readonly who: string | null; readonly place: string | null }
/** Takes one person's waiting deliveries for one message; leased, so that a sender that dies gives them back. */
async function claim(db: pg.ClientBase, now: string): Promise<Waiting[]> {
  const { rows } = await db.query<Waiting>(`
    with first as (select d.id, d.person_id, d.mail_id from kernel.delivery d where d.state in ('waiting', 'sending') and d.next_at <= $1 order by d.next_at, d.id limit 1 for update skip locked),
    mine as (select d.id from kernel.delivery d, first f where d.state in ('waiting', 'sending') and d.next_at <= $1 and d.person_id = f.person_id and d.mail_id is not distinct from f.mail_id order by d.at, d.id limit 50 for update of d skip locked),
    taken as (update kernel.delivery d set state = 'sending', attempts = d.attempts + 1, mail_id = coalesce(d.mail_id, (select f.id from first f)), next_at = $2 from mine where d.id = mine.id returning d.*)
    select t.id, t.mail_id "mailId", t.attempts, n.kind, n.facts, n.code, c.email, n.read_at is not null "read",
      exists (select from kernel.membership m where m.person_id = n.person_id and m.org_id = n.org_id and m.from_on <= $3 and (m.to_on is null or m.to_on >= $3)) "here",
      k.title, k.stage, k.open, k.due_on "dueOn", o.short who, p.short place
    from taken t join kernel.notice n on n.id = t.notice_id left join kernel.contact c on c.person_id = t.person_id left join kernel.desk k on k.case_id = n.case_id and k.org_id = n.org_id
      left join kernel.org o on o.id = (n.facts->>'org')::uuid left join kernel.org p on p.id = (n.facts->>'place')::uuid order by n.at, n.seq`, [now, minutes(now, 10), today(now)])
  return rows
}
/** Why a message need not go out any more. */
const needless = (w: Waiting): string | null => (w.email === null ? 'no-address' : !w.here ? 'left' : w.read ? 'read' : asks.includes(w.kind) && w.stage !== null && (w.open === false || w.stage !== w.facts.stage) ? 'moved-on' : null)

/** Chinese subject; what waits, for which study, until when, and the short link to the one task. */
export function compose(labels: Labels, address: string, all: readonly Pick<Waiting, 'kind' | 'facts' | 'code' | 'title' | 'dueOn' | 'who' | 'place'>[]): { subject: string; text: string } {
  const say = sayer(labels, 'zh'), lines = all.map((w) => line(say, w.kind, w.facts, w.who))
  const body = all.map((w, i) => [lines[i]!, ...(w.title ? [say('notices.mail.study', { title: w.title })] : []), ...(w.place ? [say('notices.mail.place', { place: w.place })] : []), ...(w.dueOn && w.kind !== 'due' && asks.includes(w.kind) ? [say('notices.mail.due', { due: w.dueOn })] : []), say('notices.mail.link', { link: `${address}t/${w.code}` })].join('\n'))
  return { subject: all.length === 1 ? say('notices.mail.subject', { text: lines[0]! }) : say('notices.mail.subject.many', { n: all.length, text: lines[0]! }), text: `${body.join('\n\n')}\n\n${say('notices.mail.foot')}\n` }
}

/** Sends one person's next message; false when nobody waits. */
export async function deliverOne(db: pg.ClientBase, postman: Postman, { labels, address, now }: { labels: Labels; address: string; now: () => string }): Promise<boolean> {
  const taken = await claim(db, now())
  if (taken.length === 0) return false
  const settle = (ids: readonly Waiting[], state: string, more: { error?: string | null; next?: string | null; sent?: string | null } = {}) =>
    db.query('update kernel.delivery set state = $2, error = $3, next_at = $4, sent_at = $5 where id = any($1)', [ids.map((w) => w.id), state, more.error ?? null, more.next ?? null, more.sent ?? null])
  for (const w of taken) { const why = needless(w); if (why) await settle([w], 'dropped', { error: why }) }
  const send = taken.filter((w) => needless(w) === null), [first] = send
  if (!first) return true
  const failed = await postman.send({ id: first.mailId, to: first.email!, ...compose(labels, address, send) }).then(() => null, (e: unknown) => (e instanceof MailFault ? e : new MailFault('broken', false)))
  const wait = backOff[first.attempts - 1]
  if (failed === null) await settle(send, 'sent', { sent: now() })
  else if (failed.forever || wait === undefined) await settle(send, 'parked', { error: failed.code })
  else await settle(send, 'waiting', { error: failed.code, next: minutes(now(), wait) })
  return true
}
