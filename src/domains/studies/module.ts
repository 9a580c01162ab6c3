import { room } from '#kernel/room.ts'
import { actions } from './actions.ts'
import { endpoints } from './api.ts'
import { actions as importActions } from './import/actions.ts'
import { endpoints as importEndpoints } from './import/api.ts'
import { labels as importLabels } from './import/labels.ts'
import { labels } from './labels.ts'
import { fields, filesOf } from './queries.ts'
import { study } from './procedure.ts'
import { kinds } from './terms.ts'

export const studies = room({ name: 'studies', uses: ['institutions'], labels: { ...labels, ...importLabels }, endpoints: [...endpoints, ...importEndpoints], procedures: [study], anchors: [fields, filesOf], papers: kinds, implementations: [...actions, ...importActions] })
