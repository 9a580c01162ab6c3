import { room } from '#kernel/room.ts'
import { actions, works } from './actions.ts'
import { endpoints } from './api.ts'
import { letters } from './exchange.ts'
import { labels } from './labels.ts'
import { review } from './procedure.ts'
import { decided, independent, nameable, quorate, receivable, undecided, valid, voted } from './rules.ts'

export const ethics = room({ name: 'ethics', uses: ['institutions', 'studies'], labels, endpoints, procedures: [review], rules: [receivable, independent, quorate, decided, undecided, voted, nameable, valid], implementations: actions, letters, works })
