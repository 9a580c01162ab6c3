const largest = 60_000_000

/** Width and height in pixels of a PNG or JPEG that may be set; undefined for any other file or an absurd size. */
export function imageSize(bytes: Buffer): { readonly w: number; readonly h: number } | undefined {
  const sane = (w: number, h: number) => w > 0 && h > 0 && w * h <= largest ? { w, h } : undefined
  if (bytes.length > 24 && bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return sane(bytes.readUInt32BE(16), bytes.readUInt32BE(20))
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const mark = bytes[at + 1]!
    if (mark >= 0xc0 && mark <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(mark)) return sane(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5))
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}
