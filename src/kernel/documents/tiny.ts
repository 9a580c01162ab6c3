const hex = (text: string): string => [...text].flatMap((c) => Array.from({ length: c.length }, (_, i) => c.charCodeAt(i).toString(16).padStart(4, '0'))).join('')
/** A small valid PDF of A4 pages with lines of text, in a font every reader of Chinese PDFs brings along; for seeds and specifications. */
export function tinyPdf(pages: readonly (readonly string[])[]): Uint8Array {
  const objects: string[] = ['<</Type/Catalog/Pages 2 0 R>>', '', '<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>', '<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R/DW 1000/W[1 95 500 814 939 500 7712 7716 500]>>', '<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>']
  const kids: number[] = []
  for (const lines of pages) {
    const text = `BT /F1 12 Tf 20 TL 64 770 Td\n${lines.map((l) => `<${hex(l)}> Tj T*`).join('\n')}\nET`
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${objects.length + 2} 0 R>>`)
    kids.push(objects.length)
    objects.push(`<</Length ${text.length}>>\nstream\n${text}\nendstream`)
  }
  objects[1] = `<</Type/Pages/Kids[${kids.map((k) => `${k} 0 R`).join(' ')}]/Count ${kids.length}>>`
  let out = '%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n'
  const at = objects.map((o, i) => { const start = out.length; out += `${i + 1} 0 obj\n${o}\nendobj\n`; return start })
  const xref = out.length
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${xref}\n%%EOF\n`
  return Uint8Array.from(out, (c) => c.charCodeAt(0))
}
