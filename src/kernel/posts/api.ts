import * as z from 'zod'
import { action, query } from '../endpoint.ts'
import { id } from '../id.ts'

const date = z.iso.date(), reason = z.string().trim().min(1).max(1000), roles = z.array(z.string().max(60)).min(1).max(20)
const Person = z.object({ id: id('person'), name: z.string(), offices: z.array(z.object({ role: z.string(), label: z.string() })), unit: z.string().nullable() })
const Delegation = z.object({ id: id('delegation'), from: z.string(), to: z.string(), mine: z.enum(['given', 'received', 'other']), offices: z.string(), fromOn: date, toOn: date, reason: z.string(), state: z.enum(['coming', 'in-force', 'ended', 'revoked']), endedOn: date.nullable() })
const Summary = z.object({ id: id('handover'), from: z.string(), to: z.string(), offices: z.string(), leaving: z.boolean(), gone: z.boolean(), reason: z.string(), openedBy: z.string(), openedAt: z.string(), giverSignedAt: z.string().nullable(), giverSignedBy: z.string().nullable(), receiverSignedAt: z.string().nullable(), doneAt: z.string().nullable(), cancelledAt: z.string().nullable(), mine: z.enum(['giver', 'receiver', 'head', 'none']) })
/** My posts here, my colleagues, the stand-ins and handovers I am part of (a head: those of the house). */
export const mine = query('posts.mine', { who: 'member', input: z.object({}), output: z.object({ today: date, me: z.object({ id: id('person'), name: z.string(), own: z.array(z.object({ role: z.string(), label: z.string() })), stands: z.array(z.object({ name: z.string(), offices: z.string() })), head: z.boolean() }), colleagues: z.array(Person), delegations: z.array(Delegation), handovers: z.array(Summary), waiting: z.number() }) })
/** 委托: a colleague acts in my offices from one day to another. A head may do it for one who cannot. */
export const delegate = action('posts.delegate', { who: 'member', input: z.object({ fromPersonId: id('person').optional(), toPersonId: id('person'), roles, fromOn: date, toOn: date, reason }), output: z.object({ id: id('delegation') }) })
export const revoke = action('posts.revoke', { who: 'member', input: z.object({ id: id('delegation') }), output: z.object({ ok: z.literal(true) }) })
/** 转办多件: chosen tasks of my office go to one colleague, all or none. */
export const reassign = action('posts.reassign', { who: 'member', input: z.object({ personId: id('person'), cases: z.array(z.object({ id: id('case'), seen: z.int().min(1) })).min(1).max(100), note: z.string().max(1000).optional() }), output: z.object({ done: z.number() }) })
/** The tasks of my office that can be handed on. */
export const held = query('posts.held', { who: 'member', input: z.object({}), output: z.object({ rows: z.array(z.object({ id: id('case'), version: z.number(), what: z.string(), title: z.string(), place: z.string(), dueOn: date.nullable(), with: z.string().nullable(), to: z.array(id('person')) })) }) })
/** 交接: opens the list the platform makes. A head opens it for one who is gone. */
export const handover = action('posts.handover', { who: 'member', input: z.object({ fromPersonId: id('person').optional(), toPersonId: id('person'), roles, leaving: z.boolean(), reason }), output: z.object({ id: id('handover') }) })
const Item = z.object({ key: z.string(), what: z.string(), title: z.string(), place: z.string(), stage: z.string(), bound: z.boolean() })
/** 交接清单: what passes, made from the records as they are now; once done, as it was handed over. */
export const list = query('posts.list', { who: 'member', input: z.object({ id: id('handover') }), output: Summary.extend({ digest: z.string(), giverDigest: z.boolean().nullable(), org: z.string(), items: z.array(Item), delegations: z.array(Delegation), counts: z.object({ office: z.number(), drafts: z.number(), letters: z.number() }), may: z.object({ sign: z.boolean(), cancel: z.boolean(), why: z.string().nullable() }) }) })
/** Signs exactly the list that was shown, identity confirmed for it; with both signatures the post passes in the same moment. */
export const sign = action('posts.sign', { who: 'member', input: z.object({ id: id('handover'), digest: z.string().regex(/^[0-9a-f]{64}$/), confirmation: id('confirmation') }), output: z.object({ done: z.boolean() }) })
export const cancel = action('posts.cancel', { who: 'member', input: z.object({ id: id('handover') }), output: z.object({ ok: z.literal(true) }) })

export const endpoints = [mine, delegate, revoke, reassign, held, handover, list, sign, cancel]
