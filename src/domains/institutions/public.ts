export { Hospital } from './api.ts'
export { hospitalList, investigatorOf, profileOf } from './queries.ts'
