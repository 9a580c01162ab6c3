export { approvalOf, committeeContact } from './queries.ts'
