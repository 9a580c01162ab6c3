import type { Part } from '../room.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'
import { services } from './services.ts'

export const notices: Part = { endpoints, implementations: services, labels }
