export { addSites, confirmedKinds, inviteSponsor, investigatorPerson, markStudy, studyFacts } from './queries.ts'
