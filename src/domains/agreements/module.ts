import { room } from '#kernel/room.ts'
import { actions, works } from './actions.ts'
import { endpoints } from './api.ts'
import { labels } from './labels.ts'
import { signing, signing1, signingOn } from './procedure.ts'
import { clearable, onPaper, sealable } from './rules.ts'

export const agreements = room({ name: 'agreements', uses: ['institutions'], labels, endpoints, procedures: [signing, signing1], migrations: [signingOn], rules: [sealable, clearable, onPaper], implementations: actions, works })
