import type { Part } from '../room.ts'
import { labels } from './labels.ts'

export const documents: Part = { endpoints: [], implementations: [], labels }
