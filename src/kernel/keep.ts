import type { Checker } from './documents/check.ts'
import type { Scanner } from './documents/scanner.ts'
import type { Files } from './documents/store.ts'

/** What lasts beside the database: files, keys, and the address people reach this server by (for links and QR codes); and who looks into a file before it is kept. */
export interface Keep { readonly files: Files; readonly secret: (name: string) => Buffer; readonly address: string; readonly checker: Checker; readonly scanner?: Scanner; /** notices can go out by e-mail */ readonly mails?: boolean }
