import type { Labels } from '#kernel/labels.ts'

/** The table in which several hospitals are started: its columns, choices, what a pasted row lacks. */
export const labels: Labels = {
  // by which words a pasted column or choice is known
  'startup.paste.head.hospital': ['医院|机构|中心|医院名称|机构名称|研究中心|参加单位', 'hospital|site|institution|centre|center'],
  'startup.paste.head.investigator': ['主要研究者|研究者|PI|主要研究者（PI）|负责人', 'investigator|principal investigator|PI'],
  'startup.paste.head.planned': ['例数|计划例数|计划入组|入组例数', 'planned|participants|n|planned number'],
  'startup.paste.head.telephone': ['电话|联系电话|受试者联系电话', 'telephone|phone|contact telephone'],
  'startup.paste.head.email': ['邮箱|电子邮箱|邮件', 'email|e-mail|contact e-mail'],
  'startup.paste.head.compensationFen': ['补偿|每次访视补偿|每次访视补偿（元）|受试者补偿|访视补偿', 'compensation|compensation a visit|compensation per visit|compensation (CNY)'],
  'startup.paste.head.consentVersion': ['知情同意书版本|知情版本|ICF版本|ICF', 'consent version|ICF version|consent form'],
  'startup.paste.head.dispensing': ['发药|药房|药品管理', 'dispensing|pharmacy'],
  'startup.paste.head.payment': ['付款|付款条款|付款条款附件', 'payment|payment terms'],
  'startup.paste.head.insurance': ['保险|保险附件', 'insurance|insurance annex'],
  'startup.paste.head.startOn': ['预计启动|启动日|预计启动会|启动会', 'expected start|start|initiation visit'],
  'startup.paste.head.consentOn': ['预计首例|首例日|首例知情|目标首例', 'first consent|target first consent'],
  'startup.paste.dispensing.gcp-pharmacy': ['GCP药房|临床试验药房|GCP', 'GCP pharmacy|trial pharmacy'],
  'startup.paste.dispensing.pharmacy': ['药学部|药剂科|药房', 'hospital pharmacy|pharmacy'],
  'startup.paste.dispensing.department': ['科室|专业组', 'department'],
  'startup.paste.dispensing.none': ['不发药|无|不涉及', 'none|no drug'],
  'startup.paste.payment.common': ['统一|统一条款|无|同总', 'common|standard'],
  'startup.paste.payment.annex': ['附件|本院附件|另附', 'annex|own annex'],
  'startup.paste.insurance.common': ['统一|统一保单|无|同总', 'common|standard'],
  'startup.paste.insurance.endorsement': ['批单|列入批单|另附|附件', 'endorsement|annex'],
  'startup.begin.hospital-not-found': ['“{said}”不在联盟医院名单里。', '“{said}” is not among the hospitals of the alliance.'],
  'startup.begin.several-hospitals': ['“{said}”对得上几家：{names}。请写全称。', '“{said}” fits several: {names}. Write the full name.'],
  'startup.begin.investigator-not-found': ['“{said}”不在这家在册的主要研究者里。在册的有：{names}。', '“{said}” is not an investigator on this hospital’s list: {names}.'],
  'startup.begin.several-investigators': ['“{said}”有同名的几位，请在后面写上科室：{names}。', 'Several are called “{said}”; add the department: {names}.'],
  'startup.begin.odd-planned': ['“{said}”不是例数。', '“{said}” is no number of participants.'],
  'startup.begin.odd-sum': ['“{said}”不是金额；写元，最多两位小数。', '“{said}” is no sum; write CNY with at most two decimals.'],
  'startup.begin.odd-choice': ['“{said}”不在可选之列。', '“{said}” is not one of the choices.'],
  'startup.begin.odd-day': ['“{said}”不是日期；写成 2026-10-20。', '“{said}” is no date; write 2026-10-20.'],
}
