import type { Part } from '../room.ts'
import { labels } from './labels.ts'

export const posts: Part = { endpoints: [], implementations: [], labels }
