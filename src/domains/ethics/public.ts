export { approvalOf } from './queries.ts'
