export { addSites, confirmedKinds, consentInForce, papersInForce, studyLetter, inviteSponsor, investigatorPerson, markStudy, papersFor, papersLacking, studyFacts } from './queries.ts'
