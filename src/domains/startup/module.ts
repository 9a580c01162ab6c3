import { room } from '#kernel/room.ts'
import { actions, works } from './actions.ts'
import { endpoints } from './api.ts'
import { letters } from './exchange.ts'
import { labels } from './labels.ts'
import { labels as openingLabels } from './opening/labels.ts'
import { initiation, site, site1, siteOn, start } from './procedure.ts'
import { complete, enrollable } from './rules.ts'

export const startup = room({ name: 'startup', uses: ['institutions', 'studies', 'ethics', 'agreements'], labels: { ...labels, ...openingLabels }, endpoints, procedures: [start, site, site1, initiation], migrations: [siteOn], rules: [complete, enrollable], implementations: actions, letters, works })
