import type { Labels } from '#kernel/labels.ts'

export const labels: Labels = {
  'studies': ['研究', 'Studies'],
  'studies.list': ['研究', 'Studies'],
  'studies.one': ['研究卷宗', 'Study dossier'],
  'studies.create': ['新建研究', 'New study'],
  'studies.edit': ['修改卷宗', 'Dossier edited'],
  'studies.confirm': ['核对登记号', 'Confirm a number'],
  'studies.study': ['卷宗', 'Dossier'],
  'studies.study.stage.prepared': ['筹备中', 'In preparation'],
  'studies.study.stage.starting': ['启动中', 'Starting'],
  'studies.study.stage.running': ['进行中', 'Running'],
  'studies.study.stage.closed': ['已结束', 'Closed'],
  'studies.study.open': ['建立卷宗', 'Dossier made'],
  'studies.study.begin': ['进入启动', 'Start begun'],
  'studies.study.run': ['进入研究', 'Study running'],
  'studies.study.halt': ['启动终止，回到筹备', 'Start ended; back to preparation'],
  'studies.study.close': ['结束研究', 'Close the study'],
}
