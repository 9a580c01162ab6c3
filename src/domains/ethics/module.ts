import { room } from '#kernel/room.ts'
import { actions, works } from './actions.ts'
import { endpoints } from './api.ts'
import { letters } from './exchange.ts'
import { labels } from './labels.ts'
import { review, review1, reviewOn } from './procedure.ts'
import { actions as recognitionActions, works as recognitionWorks } from './recognition/actions.ts'
import { endpoints as recognitionEndpoints } from './recognition/api.ts'
import { labels as recognitionLabels } from './recognition/labels.ts'
import { recognition } from './recognition/procedure.ts'
import { compensable, local, recognisable } from './recognition/rules.ts'
import { decided, independent, nameable, quorate, receivable, undecided, valid, voted } from './rules.ts'

export const ethics = room({ name: 'ethics', uses: ['institutions', 'studies'], labels: { ...labels, ...recognitionLabels }, endpoints: [...endpoints, ...recognitionEndpoints], procedures: [review, review1, recognition], migrations: [reviewOn], rules: [receivable, independent, quorate, decided, undecided, voted, nameable, valid, local, compensable, recognisable], implementations: [...actions, ...recognitionActions], letters, works: { ...works, ...recognitionWorks } })
