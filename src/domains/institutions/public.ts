export { Hospital } from './api.ts'
export { hospitalList, investigatorsOf, profileOf } from './queries.ts'
