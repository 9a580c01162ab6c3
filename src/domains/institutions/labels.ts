import type { Labels } from '#kernel/labels.ts'

export const labels: Labels = {
  'institutions': ['机构', 'Institutions'],
  'institutions.hospitals': ['医院名录', 'Hospitals'],
  'side.sponsor': ['申办方', 'Sponsor'],
  'side.site': ['机构', 'Institution'],
  'side.lead': ['组长单位', 'Lead site'],
  'role.sponsor': ['申办方项目负责人', 'Sponsor project lead'],
  'role.cra': ['CRA', 'CRA'],
  'role.sponsor-legal': ['申办方法务', 'Sponsor legal counsel'],
  'role.research-office': ['机构办公室', 'Institution office'],
  'role.department-head': ['科室主任', 'Head of department'],
  'role.pi': ['主要研究者', 'Principal investigator'],
  'role.ethics-secretary': ['伦理办公室', 'Ethics office'],
  'role.ethics-chair': ['伦理委员会主任委员', 'Ethics committee chair'],
  'role.legal': ['法务', 'Legal'],
  'role.seal-keeper': ['用印管理员', 'Seal keeper'],
  'role.institution-head': ['分管院领导', 'Hospital executive'],
  'role.health-bureau': ['卫生健康行政部门', 'Health commission'],
  'role.bureau': ['协同部门', 'Joint bureau'],
  'role.alliance-office': ['医学伦理联盟办公室', 'Ethics alliance office'],
  'role.system-admin': ['系统管理员', 'System administrator'],
}
