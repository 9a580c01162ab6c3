import { implement } from '#kernel/implement.ts'
import { hospitals } from './api.ts'
import { hospitalList } from './queries.ts'

export const actions = [implement(hospitals, async (call) => ({ hospitals: await hospitalList(call) }))]
