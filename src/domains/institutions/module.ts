import { room } from '#kernel/room.ts'
import { actions, handedOver } from './actions.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'
import { apart } from './rules.ts'

export const institutions = room({ name: 'institutions', labels, endpoints, implementations: actions, apart, handedOver: [handedOver] })
