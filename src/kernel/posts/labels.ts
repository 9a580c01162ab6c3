import type { Labels } from '../labels.ts'

export const labels: Labels = {}
