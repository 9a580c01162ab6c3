import type { Part } from '../room.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'
import { documentServices } from './services.ts'

export const documents: Part = { endpoints, implementations: documentServices, labels }
