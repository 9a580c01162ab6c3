import type { Files } from './documents/store.ts'
import type { SealProvider } from './letters/seal.ts'

/** What lasts beside the database: files, keys, and the address people reach this server by (for links and QR codes). */
export interface Keep { readonly files: Files; readonly secret: (name: string) => Buffer; readonly address: string; /** a licensed electronic seal; without it letters come into force on paper */ readonly seal?: SealProvider }
