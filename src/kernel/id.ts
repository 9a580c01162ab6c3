import * as z from 'zod'

/** An id that knows what it identifies: a study's id cannot be passed where a site's is wanted. */
export type Id<Kind extends string> = string & z.$brand<Kind>
export const id = <Kind extends string>(_kind: Kind) => z.uuid('not-an-id').brand<Kind, 'inout'>()

/** Where randomness comes from; a seeded source replays a run byte for byte. */
export type Randomness = (bytes: number) => Uint8Array

/** A version 7 uuid (RFC 9562): 48 bits of Unix milliseconds, the rest random; made by the application, never by the database. */
export function uuid7<Kind extends string>(now: string, random: Randomness): Id<Kind> {
  const bytes = random(16)
  let ms = BigInt(Date.parse(now))
  for (let i = 5; i >= 0; i--) { bytes[i] = Number(ms & 0xffn); ms >>= 8n }
  bytes[6] = (bytes[6]! & 0x0f) | 0x70
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<Kind>
}
