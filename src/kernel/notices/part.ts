import type { Part } from '../room.ts'
import { labels } from './labels.ts'

export const notices: Part = { endpoints: [], implementations: [], labels }
