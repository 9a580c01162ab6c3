import type { Labels } from '#kernel/labels.ts'

export const labels: Labels = {
  'studies.import': ['从登记导入', 'Import from a register'],
  'studies.import.preview': ['预览导入', 'Preview an import'],
  'studies.import.confirm': ['确认导入', 'Confirm an import'],
  'studies.import.receipts': ['导入回执', 'Import receipts'],
  'studies.import.receipt': ['导入回执', 'Import receipt'],
  'studies.import.queue': ['待人工确认', 'Waiting for a person'],
  'studies.import.decide': ['处理待确认记录', 'Decide on a queued record'],
  'studies.import.unreadable': ['{sentence}', '{sentence}'],
  'studies.import.plan-moved': ['预览之后，卷宗有了变化。请重新预览再确认。', 'The dossiers changed after the preview. Please preview again.'],
  'studies.import.title-needed': ['这条记录没有标题，请补一个标题再建卷宗。', 'This record has no title; give one to make the dossier.'],
}
