import { createRequire } from 'node:module'
import { p12Seal, type SealProvider } from '#kernel/letters/seal.ts'

// the certificate tools the signer itself stands on
const forge = createRequire(createRequire(import.meta.url).resolve('@signpdf/signer-p12'))('node-forge') as {
  pki: { rsa: { generateKeyPair(o: { bits: number }): { publicKey: object; privateKey: object } }; createCertificate(): { publicKey: object; serialNumber: string; validity: { notBefore: Date; notAfter: Date }; setSubject(a: object[]): void; setIssuer(a: object[]): void; sign(key: object, md: object): void } }
  md: { sha256: { create(): object } }; pkcs12: { toPkcs12Asn1(key: object, certs: object[], pass: string, o: object): object }; asn1: { toDer(a: object): { getBytes(): string } }
}
/** A certification authority invented for the specifications: its seal is of the same form as a licensed one and worth nothing outside them. */
export function testCa(name = 'test-ca'): SealProvider {
  const { publicKey, privateKey } = forge.pki.rsa.generateKeyPair({ bits: 2048 }), certificate = forge.pki.createCertificate(), who = [{ name: 'commonName', value: 'Linyan Test CA' }, { name: 'organizationName', value: 'For specifications only' }]
  Object.assign(certificate, { publicKey, serialNumber: '0a' })
  certificate.validity.notBefore = new Date('2020-01-01T00:00:00Z'); certificate.validity.notAfter = new Date('2046-01-01T00:00:00Z')
  certificate.setSubject(who); certificate.setIssuer(who); certificate.sign(privateKey, forge.md.sha256.create())
  return p12Seal(name, Buffer.from(forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(privateKey, [certificate], 'test', { algorithm: '3des' })).getBytes(), 'binary'), 'test')
}
