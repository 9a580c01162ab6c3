import type { Part } from '../room.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'
import { services } from './services.ts'

export const letters: Part = { endpoints, implementations: services, labels }
