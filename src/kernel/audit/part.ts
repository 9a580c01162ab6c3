import type { Part } from '../room.ts'
import { labels } from './labels.ts'

export const audit: Part = { endpoints: [], implementations: [], labels }
