import type { Part } from '../room.ts'
import { labels } from './labels.ts'

export const threads: Part = { endpoints: [], implementations: [], labels }
