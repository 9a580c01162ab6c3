export { addSite, confirmedKinds, inviteSponsor, investigatorPerson, markStudy, studyFacts } from './queries.ts'
