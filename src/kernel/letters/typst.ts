import { createRequire } from 'node:module'

interface Document { readonly numOfPages: number }
interface Compiled { readonly result: Document | null; takeDiagnostics(): { readonly shortDiagnostics: unknown } | null }
/** The part of Typst's compiler this house speaks to (typst.ts 0.7.0): its own program with the data as JSON inputs, to PDF. */
export interface Typst {
  compile(asked: { readonly mainFileContent: string; readonly inputs: Readonly<Record<string, string>> }): Compiled
  pdf(document: Document, how: { readonly pdfStandard?: string; readonly creationTimestamp?: number }): Buffer
  mapShadow(path: string, bytes: Buffer): void
  resetShadow(): void
  evictCache(age: number): void
}
/**
 * Typst as the package of this platform alone: the wrapper over it names platforms that are not published, and a lock with them cannot be installed.
 * glibc, like the Node and the PostgreSQL that come with us.
 */
export function openTypst(given: { readonly workspace: string; readonly fontArgs: readonly { readonly fontPaths: readonly string[] }[] }): Typst {
  const { NodeCompiler } = createRequire(import.meta.url)(`@myriaddreamin/typst-ts-node-compiler-${process.platform}-${process.arch}-gnu`) as { NodeCompiler: { create(given: unknown): Typst } }
  return NodeCompiler.create(given)
}
