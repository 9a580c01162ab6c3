import { basis } from '#kernel/cite.ts'
import type { Apart } from '#kernel/posts/rules.ts'

/** Offices one person may not hold together, not even as a stand-in: the committee is independent of those who run and those who apply for studies; who seals is not who checked. */
export const apart: readonly Apart[] = [
  { one: ['ethics-secretary', 'ethics-chair', 'ethics-member'], other: ['research-office', 'institution-head', 'department-head', 'pi'], basis: [basis('ministerial', '涉及人的生命科学和医学研究伦理审查办法', { from: '2023-02-18', unverified: true })] },
  { one: ['seal-keeper'], other: ['legal', 'research-office', 'pi'], basis: [basis('platform', '平台约定：经办、审核与用印分开')] },
  { one: ['system-admin'], other: ['research-office', 'ethics-secretary', 'ethics-chair', 'ethics-member', 'pi', 'legal', 'seal-keeper'], basis: [basis('platform', '平台约定：系统管理员不办业务')] },
]
