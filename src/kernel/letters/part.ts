import type { Part } from '../room.ts'
import { labels } from './labels.ts'

export const letters: Part = { endpoints: [], implementations: [], labels }
