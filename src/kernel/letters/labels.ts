import type { Labels } from '../labels.ts'

/** Signs of Chinese numbering, for lists an office numbers so. */
export const listSigns = { digits: '零一二三四五六七八九', ten: '十', hundred: '百' } as const
/** Words the platform itself sets on a letter's foot. */
export const footWords = { page: ['第 ', ' 页　共 ', ' 页'], hint: '扫码核验编号、日期与是否有效', number: '编号：' } as const

export const labels: Labels = {
  'letter.fault.missing-glyph': ['字符“{char}”没有可用的字形（见“{where}”）。请核对该字，或请管理员在服务器上安装 Noto CJK 字体后重试；不会以方框或空白代替。', 'No font has the character “{char}” (in “{where}”). Check it, or have Noto CJK fonts installed on the server; it is never left blank.'],
  'letter.fault.unknown': ['模板里的占位符 {names} 不在本类文书的内容中。请改用：{known}。', 'The template asks for {names}, which this letter does not say. Use: {known}.'],
  'letter.fault.no-fact': ['模板里的占位符“{names}”没有内容可填。请从模板中删去，或补齐办件里的相应内容。', 'Nothing can be filled in for “{names}”. Remove it from the template or complete the case.'],
  'letter.fault.not-closed': ['模板里的循环“{name}”没有结束：请在该段或该行末尾写 {/{name}}。', 'The loop “{name}” is not closed: write {/{name}} where it ends.'],
  'letter.fault.not-opened': ['模板里有结束标记 {/{name}}，前面没有对应的 {#{name}}。请补上，或删去结束标记。', '{/{name}} closes a loop that was never opened: add {#{name}} or remove it.'],
  'letter.fault.brace-open': ['模板里“{text}”附近的 { 没有对应的 }。请补全占位符。', 'A { near “{text}” has no }. Complete the placeholder.'],
  'letter.fault.brace-close': ['模板里“{text}”附近的 } 前面没有对应的 {。请补全占位符。', 'A } near “{text}” has no {. Complete the placeholder.'],
  'letter.fault.password': ['文件设了打开密码。请在 Word 或 WPS 中取消密码、另存后再上传。', 'The file asks for a password. Remove it in Word or WPS, save, and upload again.'],
  'letter.fault.old-doc': ['这是旧版 Word 文件（.doc）。请另存为 .docx 后再上传。', 'This is an old Word file (.doc). Save it as .docx and upload again.'],
  'letter.fault.not-docx': ['这不是 Word 文档（.docx）。请在 Word 或 WPS 中另存为 .docx 后再上传。', 'This is not a Word document (.docx). Save it as .docx and upload again.'],
  'letter.fault.broken': ['文件已损坏，无法完整读出。请在 Word 或 WPS 中打开，另存后再上传。', 'The file is damaged and cannot be read whole. Open it in Word or WPS, save it anew, and upload again.'],
  'letter.fault.too-large': ['文件超过 {limit} MB。请压缩其中的图片后再上传。', 'The file is larger than {limit} MB. Make its pictures smaller.'],
  'letter.fault.bomb': ['文件展开后大得反常，像是压缩炸弹，已拒收。请用 Word 或 WPS 另存后再试。', 'The file unpacks to an abnormal size and was refused. Save it anew in Word or WPS.'],
  'letter.fault.unsafe-name': ['文件内部含有指向文件之外的路径，已拒收。请用 Word 或 WPS 另存后再试。', 'The file holds a path leading outside itself and was refused. Save it anew in Word or WPS.'],
  'letter.fault.doctype': ['文件内部含有 DOCTYPE 或实体定义，Word 不会产生这样的内容，已拒收。请用 Word 或 WPS 另存后再试。', 'The file holds a DOCTYPE or entity, which Word never writes, and was refused. Save it anew in Word or WPS.'],
  'letter.fault.macros': ['文件带有宏（.docm）。请另存为不带宏的 .docx 后再上传。', 'The file carries macros (.docm). Save it as .docx without macros.'],
  'letter.fault.external': ['文件引用了外部的图片或对象。请把图片直接插入文档后再上传。', 'The file refers to a picture or object elsewhere. Insert it into the document itself.'],
  'letter.fault.too-deep': ['文件内部嵌套过深（表中套表过多），无法排版。请简化后再上传。', 'The file is nested too deeply (tables within tables). Make it simpler.'],
  'letter.fault.picture': ['文件里有无法排版的图片（只支持 PNG、JPEG）。请转换格式后重新插入。', 'The file holds a picture that cannot be set (only PNG and JPEG can). Convert and insert it again.'],
  'letter.fault.box': ['模板里有文本框，排版后位置不能保证。请改用段落或表格。', 'The template holds a text box, whose place cannot be kept. Use a paragraph or a table.'],
  'letter.fault.object': ['模板里有图表、SmartArt 或嵌入对象，不能排版。请改用表格或图片。', 'The template holds a chart, SmartArt or an embedded object. Use a table or a picture.'],
  'letter.fault.formula': ['模板里有公式，不能排版。请改用文字或图片。', 'The template holds a formula. Use text or a picture.'],
  'letter.fault.note': ['模板里有脚注或尾注，不能排版。请写入正文。', 'The template holds foot- or endnotes. Put them into the text.'],
  'letter.fault.other': ['模板里有不能排版的内容。请用 Word 或 WPS 另存后，只保留文字、表格和图片。', 'The template holds content that cannot be set. Keep only text, tables and pictures.'],
  'letter.fault.too-long': ['文件过长，排版超过 {limit} 页。请拆分后再试。', 'The file is too long: more than {limit} pages. Split it.'],
  'letter.fault.too-slow': ['排版超过 {limit} 秒仍未完成，已停止。请简化文件后再试；其他文书不受影响。', 'Setting took more than {limit} seconds and was stopped. Make the file simpler; other letters are not affected.'],
  'letter.fault.busy': ['正在排版的文书太多，请稍候再试。', 'Too many letters are being set; try again in a moment.'],
  'letter.fault.crashed': ['排版时出错，已重新启动排版程序。请再试一次；仍然出错，请换一个文件或与管理员联系。', 'Setting failed and was started anew. Try again; if it fails once more, use another file or tell the administrator.'],
}
