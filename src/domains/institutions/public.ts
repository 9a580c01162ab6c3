export { Hospital } from './api.ts'
export { hospitalList, investigatorAt, investigatorsOf, profileOf } from './queries.ts'
