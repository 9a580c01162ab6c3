import { room } from '#kernel/room.ts'
import { actions } from './actions.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'

export const institutions = room({ name: 'institutions', labels, endpoints, implementations: actions })
