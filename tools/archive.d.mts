export function readKey(path: string): Buffer
export function fingerprint(key: Buffer): string
export function seal(from: string, to: string, key: Buffer): Promise<void>
export function sealStream(from: NodeJS.ReadableStream, to: string, key: Buffer): Promise<void>
export function open(from: string, to: string, key: Buffer): Promise<void>
export function openStream(from: string, key: Buffer): { readonly stages: readonly (NodeJS.ReadableStream | NodeJS.ReadWriteStream)[] }
export function sync(dataDir: string, dir: string, key: Buffer): Promise<number>
