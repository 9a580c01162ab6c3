import type { Part } from '../room.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'
import { implementations } from './services.ts'

export const posts: Part = { endpoints, implementations, labels }
