import type { Files } from './documents/store.ts'

/** What lasts beside the database: files, keys, and the address people reach this server by (for links and QR codes). */
export interface Keep { readonly files: Files; readonly secret: (name: string) => Buffer; readonly address: string; /** notices can go out by e-mail */ readonly mails?: boolean }
