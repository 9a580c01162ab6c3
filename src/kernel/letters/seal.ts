import { createHash, verify, X509Certificate } from 'node:crypto'
import { AnnotationFlags, PDFDocument, PDFHexString, PDFName, PDFNumber, PDFString } from '@cantoo/pdf-lib'
import { P12Signer } from '@signpdf/signer-p12'
import { SignPdf } from '@signpdf/signpdf'
import { Refusal } from '../refusal.ts'

/** What is sealed, in whose name and when. */
export interface Sealing { readonly org: string; readonly number: string; readonly reason: string; readonly at: string }
/** The one door to an electronic seal. A licensed provider (电子签名法 §16–18) stands behind it; it adds its signature to the file and changes nothing that was there. */
export interface SealProvider { readonly name: string; seal(pdf: Uint8Array, what: Sealing): Promise<{ readonly pdf: Uint8Array; readonly receipt: Readonly<Record<string, unknown>> }> }

const zeros = 8192 * 2
/** Adds room for a signature over the whole file, as an incremental update: every byte that was there stays where it was. */
async function withRoom(pdf: Uint8Array, { org, reason, at }: Sealing): Promise<Buffer> {
  const doc = await PDFDocument.load(pdf, { forIncrementalUpdate: true, updateMetadata: false })
  const { context } = doc, star = PDFName.of('**********')
  const signature = context.register(context.obj({ Type: 'Sig', Filter: 'Adobe.PPKLite', SubFilter: 'adbe.pkcs7.detached', ByteRange: [PDFNumber.of(0), star, star, star], Contents: PDFHexString.of('0'.repeat(zeros)), Name: PDFHexString.fromText(org), Reason: PDFHexString.fromText(reason), M: PDFString.fromDate(new Date(at)) }))
  const page = doc.getPage(0)
  const field = context.register(context.obj({ Type: 'Annot', Subtype: 'Widget', FT: 'Sig', Rect: [0, 0, 0, 0], V: signature, T: PDFString.of('Seal1'), F: AnnotationFlags.Print | AnnotationFlags.Locked, P: page.ref }))
  page.node.addAnnot(field)
  doc.catalog.set(PDFName.of('AcroForm'), context.obj({ SigFlags: 3, Fields: [field] }))
  return Buffer.from(await doc.commit({ useObjectStreams: false }))
}
/** A seal from a certificate and its key in one PKCS#12 file. */
export const p12Seal = (name: string, p12: Uint8Array, passphrase: string): SealProvider => ({
  name,
  seal: async (pdf, what) => {
    const sealed = await new SignPdf().sign(await withRoom(pdf, what), new P12Signer(Buffer.from(p12), { passphrase }), new Date(what.at)), { signer, serial, digest } = inspectSeal(sealed, pdf)
    return { pdf: sealed, receipt: { provider: name, signer, serial, digest, at: what.at } }
  },
})

interface Der { readonly tag: number; readonly whole: Buffer; readonly inside: Buffer }
/** The values one after another in a piece of DER. */
function der(bytes: Buffer): Der[] {
  const found: Der[] = []
  for (let at = 0; at < bytes.length;) {
    let length = bytes[at + 1] ?? 0, head = 2
    if (length > 0x80) { const n = length & 0x7f; length = bytes.readUIntBE(at + 2, n); head += n }
    found.push({ tag: bytes[at]!, whole: bytes.subarray(at, at + head + length), inside: bytes.subarray(at + head, at + head + length) })
    at += head + length
    if (bytes[at] === 0 && found.length > 0 && bytes.subarray(at).every((b) => b === 0)) break
  }
  return found
}
const digestAttribute = Buffer.from('06092a864886f70d010904', 'hex')

/** Who sealed a PDF and over which bytes. Throws a refusal when the seal does not cover the whole file, a byte was changed, or the file is not the one that was to be sealed. */
export function inspectSeal(sealed: Uint8Array, original?: Uint8Array): { readonly signer: string; readonly serial: string; readonly digest: string } {
  const file = Buffer.from(sealed), broken = (why: string) => new Refusal(`letters.seal.${why}`)
  if (original && !file.subarray(0, original.length).equals(original)) throw broken('other-file')
  const ranges = [...file.toString('latin1').matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)], [, a, b, c, d] = ranges.at(-1)?.map(Number) ?? []
  if (a !== 0 || b === undefined || c === undefined || d === undefined) throw broken('none-found')
  if (c + d !== file.length || c <= b || file[b] !== 0x3c || file[c - 1] !== 0x3e || /[^0-9a-fA-F]/.test(file.toString('latin1', b + 1, c - 1))) throw broken('part-only')
  const covered = createHash('sha256').update(file.subarray(0, b)).update(file.subarray(c)).digest()
  try {
    // ContentInfo { signedData [0] { version, digestAlgorithms, content, certificates [0], signerInfos } }
    const signedData = der(der(der(der(Buffer.from(file.toString('latin1', b + 1, c - 1), 'hex'))[0]!.inside)[1]!.inside)[0]!.inside)
    const certificates = der(signedData.find((x) => x.tag === 0xa0)!.inside).map((x) => new X509Certificate(x.whole))
    const info = der(der(signedData.filter((x) => x.tag === 0x31).at(-1)!.inside)[0]!.inside), attributes = info.find((x) => x.tag === 0xa0)!, signature = info.find((x) => x.tag === 0x04)!.inside
    const digest = der(attributes.inside).find((x) => x.inside.subarray(0, digestAttribute.length).equals(digestAttribute))!
    const said = der(der(digest.inside)[1]!.inside)[0]!.inside, signedBytes = Buffer.concat([Buffer.from([0x31]), attributes.whole.subarray(1)])
    const by = certificates.find((x) => verify('sha256', signedBytes, x.publicKey, signature))
    // the certificate itself is covered by its issuer's signature, which comes with it
    if (!by || !said.equals(covered) || !certificates.some((x) => by.verify(x.publicKey))) throw broken('changed')
    return { signer: by.subject.replaceAll('\n', ', '), serial: by.serialNumber, digest: covered.toString('hex') }
  } catch (e) { throw e instanceof Refusal ? e : broken('changed') }
}
