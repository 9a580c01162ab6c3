import type { Checker } from './documents/check.ts'
import type { Scanner } from './documents/scanner.ts'
import type { Files } from './documents/store.ts'
import type { SealProvider } from './letters/seal.ts'

/** What lasts beside the database: files, keys, the address people reach this server by (for links and QR codes), who looks into files, and a licensed electronic seal where one is connected. */
export interface Keep { readonly files: Files; readonly secret: (name: string) => Buffer; readonly address: string; readonly checker: Checker; readonly scanner?: Scanner; readonly seal?: SealProvider; /** notices can go out by e-mail */ readonly mails?: boolean }
