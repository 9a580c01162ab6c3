import type { FileFaultCode } from './fault.ts'

/** What is wrong with a file, where, and how to mend it. Keys are fault codes; `code.hint` is the more exact sentence. */
export const fileFaultLabels: Record<FileFaultCode | `${FileFaultCode}.${string}`, readonly [zh: string, en: string]> = {
  'empty': ['“{file}”里没有内容。请重新导出后再上传。', '“{file}” is empty. Export it again and upload the new file.'],
  'too-large': ['“{file}”超过单个文件的上限（{limit}）。请按年份或登记机构分批导出。', '“{file}” is larger than one file may be ({limit}). Export it in parts, by year or by source.'],
  'too-large.records': ['“{file}”的条目超过单个文件的上限（{limit} 条）。请分批导出。', '“{file}” holds more entries than one file may ({limit}). Export it in parts.'],
  'not-text': ['“{file}”不是文本文件，或编码无法识别。请另存为“CSV UTF-8”后再上传。', '“{file}” is not a text file or its encoding is not known. Save it as “CSV UTF-8” and upload again.'],
  'damaged': ['“{file}”第 {line} 行附近有损坏的字符（按 {encoding} 读取）。请重新导出，不要用其他软件转存。', '“{file}” has damaged characters near line {line} (read as {encoding}). Export it again without converting it.'],
  'truncated': ['“{file}”不完整：第 {row} 行处中断。多为下载未完成，请重新导出。', '“{file}” is incomplete: it stops at row {row}. The download was probably cut off; export it again.'],
  'wrong-format': ['“{file}”不是可以导入的格式。请核对导出时选择的格式。', '“{file}” is not in a format that can be imported. Check the format chosen when exporting.'],
  'wrong-format.zip': ['“{file}”是 Excel 工作簿或压缩包。请解压，或在 Excel 中另存为“CSV UTF-8”后再上传。', '“{file}” is an Excel workbook or an archive. Unpack it, or save it as “CSV UTF-8” in Excel, and upload again.'],
  'wrong-format.gzip': ['“{file}”是 gzip 压缩文件。请解压后再上传。', '“{file}” is compressed with gzip. Unpack it and upload again.'],
  'wrong-format.ole': ['“{file}”是旧版 Office 文件（.xls/.doc）。请另存为“CSV UTF-8”后再上传。', '“{file}” is an old Office file (.xls/.doc). Save it as “CSV UTF-8” and upload again.'],
  'wrong-format.pdf': ['“{file}”是 PDF。请改用可导出的数据文件（JSON 或 CSV）。', '“{file}” is a PDF. Use the data export (JSON or CSV) instead.'],
  'wrong-format.image': ['“{file}”是图片。请改用可导出的数据文件（JSON 或 CSV）。', '“{file}” is a picture. Use the data export (JSON or CSV) instead.'],
  'wrong-format.markup': ['“{file}”是网页或 XML。请选择 CSV 或 JSON 格式导出。', '“{file}” is a web page or XML. Choose CSV or JSON when exporting.'],
  'bad-csv': ['“{file}”第 {row} 行（原文件第 {line} 行）的引号不成对，其后的列无法分清。请重新导出，或补全该行的双引号。', '“{file}”, row {row} (line {line} of the file): the quotes do not match, so the columns after them cannot be told apart. Export it again or mend the double quotes in that row.'],
  'no-header': ['“{file}”第 1 行不是列名。请保留导出文件的第一行。', '“{file}”: the first row does not hold the column names. Keep the first row of the export.'],
  'missing-column': ['“{file}”缺少列“{column}”。请导出全部列后再上传。', '“{file}” lacks the column “{column}”. Export all columns and upload again.'],
  'no-records': ['“{file}”里没有一条可读的记录。请检查导出条件。', '“{file}” holds no record that can be read. Check what was selected for export.'],
  'bad-json': ['“{file}”第 {line} 行不是正确的 JSON。请重新导出，不要手工修改。', '“{file}”, line {line}: not valid JSON. Export it again and do not edit it by hand.'],
  'too-deep': ['“{file}”第 {line} 行嵌套超过 {depth} 层，不是正常的导出文件。请重新导出。', '“{file}”, line {line}: nested deeper than {depth} levels, which no export is. Export it again.'],
  'duplicate-key': ['“{file}”第 {line} 行同一字段出现两次，无法判断以哪个为准。请重新导出。', '“{file}”, line {line}: the same field appears twice and which one counts cannot be told. Export it again.'],
  'unsafe-key': ['“{file}”第 {line} 行含有不允许的字段名。请重新导出。', '“{file}”, line {line}: a field name that is not allowed. Export it again.'],
}
