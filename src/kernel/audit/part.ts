import type { Part } from '../room.ts'
import { proof, status } from './api.ts'
import { labels } from './labels.ts'
import { auditServices } from './services.ts'

export const audit: Part = { endpoints: [status, proof], implementations: auditServices, labels }
