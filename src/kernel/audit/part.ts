import type { Part } from '../room.ts'
import { letterProof, proof, status } from './api.ts'
import { labels } from './labels.ts'
import { auditServices } from './services.ts'

export const audit: Part = { endpoints: [status, proof, letterProof], implementations: auditServices, labels }
