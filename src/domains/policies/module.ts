import { room } from '#kernel/room.ts'
import { actions } from './actions.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'

export const policies = room({ name: 'policies', labels, endpoints, implementations: actions })
