export { addSites, confirmedKinds, inviteSponsor, investigatorPerson, markStudy, papersFor, papersLacking, studyFacts } from './queries.ts'
