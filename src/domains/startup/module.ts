import { room } from '#kernel/room.ts'
import { actions, works } from './actions.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'
import { labels as openingLabels } from './opening/labels.ts'
import { initiation, site, start } from './procedure.ts'
import { complete, enrollable } from './rules.ts'

export const startup = room({ name: 'startup', uses: ['institutions', 'studies', 'ethics', 'agreements'], labels: { ...labels, ...openingLabels }, endpoints, procedures: [start, site, initiation], rules: [complete, enrollable], implementations: actions, works })
