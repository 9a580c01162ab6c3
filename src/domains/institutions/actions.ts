import { sql } from 'kysely'
import { implement, type HandedOver } from '#kernel/implement.ts'
import { hospitals } from './api.ts'
import { hospitalList } from './queries.ts'

/** A post handed over has a new holder. */
export const handedOver: HandedOver = async (call, from, to, roles) => { await sql`update institutions.post set membership_id = ${to} where membership_id = ${from} and role = any(${[...roles]}::text[])`.execute(call.db) }

export const actions = [implement(hospitals, async (call) => ({ hospitals: await hospitalList(call) }))]
