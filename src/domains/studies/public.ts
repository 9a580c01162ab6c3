export { addSite, confirmedKinds, investigatorPerson, markStudy, studyFacts } from './queries.ts'
