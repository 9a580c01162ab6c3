import type { BureauCode, MeasureNumber, Parameter } from './measure.ts'

/** A measure for readers of English, in our own idiomatic words; the asks stand in the same order as the Chinese ones. */
export interface English { readonly title: string; readonly asks: readonly string[]; readonly because: string; readonly tracked?: string }

export const englishDocuments: Readonly<Record<'HZ' | 'ZJ', { readonly name: string; readonly title: string; readonly number: string | null; readonly closing: string | null }>> = {
  HZ: { name: 'Hangzhou', title: 'Measures to raise the standard of clinical research in Hangzhou', number: 'Hangzhou Health Commission [2024] No. 112', closing: null },
  ZJ: { name: 'Zhejiang', title: 'Opinions on supporting innovation in the biomedical industry (draft for comment)', number: null, closing: 'Where several policies of the same kind cover one matter, the best and highest applies, and only once.' },
}
export const englishBureaus: Readonly<Record<BureauCode, { readonly title: string; readonly short: string }>> = {
  health: { title: 'Municipal Health Commission', short: 'Health' },
  industry: { title: 'Municipal Bureau of Economy and Information Technology', short: 'Industry' },
  science: { title: 'Municipal Science and Technology Bureau', short: 'Science' },
  civil: { title: 'Municipal Civil Affairs Bureau', short: 'Civil affairs' },
  finance: { title: 'Municipal Finance Bureau', short: 'Finance' },
  hr: { title: 'Municipal Human Resources and Social Security Bureau', short: 'Human resources' },
  market: { title: 'Municipal Market Regulation Bureau', short: 'Market regulation' },
  insurance: { title: 'Municipal Healthcare Security Bureau', short: 'Health insurance' },
  data: { title: 'Municipal Data Resources Bureau', short: 'Data' },
  investment: { title: 'Municipal Investment Promotion Bureau', short: 'Investment' },
  'province-industry': { title: 'Provincial Department of Economy and Information Technology', short: 'Provincial industry' },
}
export const englishChapters: Readonly<Record<string, string>> = {
  提升临床研究能力: 'Stronger clinical research',
  提升临床研究协同水平: 'Better collaboration',
  提升产业服务水平: 'Better service to industry',
  '提高 IIT 水平': 'Better investigator-initiated trials',
  完善激励保障机制: 'Incentives and funding',
  提升全链条服务保障水平: 'Support along the whole chain',
  进一步完善监管体系: 'Oversight',
  进一步完善工作机制: 'Ways of working',
}
/** What each number is counted on, by its key. */
export const englishParameters: Readonly<Record<Parameter['key'], string>> = {
  'bigPi.grant.max': 'each leading investigator brought in',
  'iit.fund.ratio.disposable': 'the institution’s disposable income',
  'iit.fund.ratio.trialIncome': 'income from trials, technical services and technology transfer',
  'whitepaper.frequency': 'the city’s white paper',
  'ward.researchBed.share': 'the present beds of a research hospital',
  'listing.direct.class': 'the registration class of chemical drugs, biologics and traditional medicines, each in its own scheme',
  'ptc.frequency': 'the pharmacy committee of a top-tier (3A) hospital, as a rule',
  'industrialisation.trialPhase': 'new drugs and devices to be produced locally',
  'greenLane.deviceClass': 'the risk class of an innovative device',
}

export const english: Readonly<Record<MeasureNumber, English>> = {
  'HZ-01': {
    title: 'Leading investigators: recruited with grants, or grown at home',
    asks: ['Tertiary public hospitals may set up a leading-investigator scheme and recruit through their flagship or key specialties.', 'Leading investigators who are recruited receive a grant, capped for each.', 'Established local leaders with trial experience are helped to build teams of their own.', 'Costs eligible under the funding rules for municipal public institutions are subsidised by the city.'],
    because: 'Applying for, assessing, paying and reviewing leading investigators is not built yet.',
  },
  'HZ-02': {
    title: 'Research wards and organised clinical research',
    asks: ['Standard research wards are built and aim for the rank of provincial research hospital.', 'Patients and research resources flow both ways within hospital alliances.', 'Wards lead joint work by hospitals, universities, institutes and companies.', 'Real-world studies are welcome.'],
    because: 'Ward applications, the bed register and two-way referral are not built yet.',
  },
  'HZ-03': {
    title: 'Research support: integrated platforms, rules, staff and CRCs',
    asks: ['Information platforms joining care and research are built soon.', 'Dedicated rules are set, and service platforms are shared under them.', 'Full-time and part-time staff are trained and assessed, and can be stood down.', 'Drug and device trials grow step by step, and more CRCs are trained.'],
    because: 'Staff qualification, delegation and stand-down, and data capture, are not built yet.',
  },
  'HZ-04': {
    title: 'Clinical research associations by disease or specialty',
    asks: ['Hospitals, universities, institutes and companies work together in many forms.', 'Associations are founded by disease or specialty and cooperate regularly under a charter.'],
    because: 'People and the civil affairs offices found, register and renew associations; software cannot do it for them.',
    tracked: 'charters, members and annual reports of the associations, and feasibility questionnaires filled in once and used by many',
  },
  'HZ-05': {
    title: 'Information support: data, disease databases, biobanks and scheduling',
    asks: ['The city’s medical data platform, disease databases and biobanks are put to good use.', 'Medicine crosses with engineering, informatics and industry: digital therapeutics and medical AI.', 'Research resources of every kind are pooled and scheduled together.', 'A sharing platform covers the whole chain of innovation.'],
    because: 'The resource catalogue, scheduling and controlled use of data are not built yet.',
  },
  'HZ-06': {
    title: 'Exchange: international partners and professional committees',
    asks: ['Wide international exchange brings applied basic research and investment.', 'Learned societies may form clinical research committees to share methods and train people.'],
    because: 'People hold the meetings and do the exchanging; software can only keep the record.',
    tracked: 'meetings held and foreign-affairs approvals, attendance and credits, and how many leads came to something',
  },
  'HZ-07': {
    title: 'Hospitals and companies: outreach, matchmaking and lasting partnerships',
    asks: ['The hospital–industry outreach programme runs regularly and to a standard.', 'Matchmaking meetings and science programmes bring clinical resources and companies together.', 'Hospitals and companies become long-term strategic partners.'],
    because: 'Publishing needs, matching and annual partnership reports are not built yet.',
  },
  'HZ-08': {
    title: 'Trial services: early guidance and remote methods',
    asks: ['The quality centre guides and coordinates before a trial begins, so that it goes faster.', 'Cooperating organisations offer protocol design, statistics and the like as one package.', 'Monitoring, consent and payment are done remotely or electronically.'],
    because: 'Start-up already runs in parallel on one dossier, with each side’s time kept apart; early guidance, service packages and remote methods are not built yet.',
  },
  'HZ-09': {
    title: 'Better ethics review: initiation, ethics and agreement in parallel',
    asks: ['The ethics alliance works faster, on common review standards and agreement templates.', 'Ethics review has quality management, supervision and feedback, and lead reviewers are assessed.', 'Initiation, ethics and agreement are accepted together and run in parallel.', 'Multi-centre agreements have a fast track of their own.'],
    because: 'Initiation, ethics and agreement already run in parallel on one dossier; common standards, lead-reviewer assessment and the agreement fast track are not built yet.',
  },
  'HZ-10': {
    title: 'A green lane for trials of innovative drugs and devices',
    asks: ['Every institution building a standard research ward opens a fast track for innovative drugs and devices.', 'Trials of innovative products that are urgently needed are sped up from start to end.'],
    because: 'Designation, promised times and reserved capacity for the fast track are not built yet.',
  },
  'HZ-11': {
    title: 'Innovative drugs and devices in hospitals: ratio exemption and pharmacy committees',
    asks: ['Use of designated innovative products stays outside the ratio targets of public hospitals.', 'Neither formulary size nor a ratio is a ground for keeping them out.', 'Pharmacy committees meet as a matter of course and take up products of major clinical value without delay.', 'Health technology assessment is done, and adoption follows its results.'],
    because: 'Product designation, pharmacy committees and ratio accounting are not built yet.',
  },
  'HZ-12': {
    title: 'IIT capacity: recruitment, incentives and clinician-scientists',
    asks: ['Outstanding investigators are recruited in whatever form suits.', 'Each institution makes its own incentive rules for clinical research.', 'The training of clinician-scientists is carried out and enlarged.', 'Institutions building research wards choose young and mid-career doctors and train them with universities and institutes.'],
    because: 'Registers of recruitment, training and incentives are not built yet.',
  },
  'HZ-13': {
    title: 'Rewards for technology transfer: ownership, use first and pay later, assessment',
    asks: ['Medical institutions try giving inventors rights in their work.', 'Institution-owned results may be used first and paid for later.', 'Shared principles and a due-diligence exemption guide give transfer a known procedure.', 'Transfer counts towards titles, posts and pay, and transfer projects rank as publicly funded ones.'],
    because: 'Disclosure, licensing, sharing of proceeds and exemption records are not built yet.',
  },
  'HZ-14': {
    title: 'Funds and incentives: lump sums, observer fees and surplus rewards',
    asks: ['Donations and private capital may support IITs in many ways.', 'Contract research funds are managed as a lump sum under each institution’s own rules, and observer fees reach the person.', 'Institutions are encouraged to give a share of income to IITs, on either of two measures.', 'A trial surplus may reward those who contributed, by rules of the institution’s own.'],
    because: 'Lump sums, payments, the support fund and surplus rewards are not built yet.',
  },
  'HZ-15': {
    title: 'Transfer services: a municipal centre and hospital offices',
    asks: ['The municipal health innovation and transfer centre is built soon.', 'Every tertiary public hospital has a transfer office.', 'They look for results, meet industry and bring transfers about.'],
    because: 'The centre’s intake desk and the review of hospital results are not built yet.',
  },
  'HZ-16': {
    title: 'Research platforms: shared large equipment, CROs and CDMOs',
    asks: ['Large equipment of universities and research institutes is open to hospitals.', 'Hospitals pair with key laboratories and universities and use their platforms.', 'Hospitals work with first-rate CROs.', 'CDMOs able to make small molecules and cell and gene therapies are brought in.'],
    because: 'Equipment booking, cooperation agreements and requests for quotation are not built yet.',
  },
  'HZ-17': {
    title: 'Health technology assessment and credit for research',
    asks: ['Health technology assessment is put on a sound footing and informs decisions and the adoption of innovative products.', 'Clinical research counts towards titles and performance pay.'],
    because: 'Assessment files and personal contribution records are not built yet.',
  },
  'HZ-18': {
    title: 'Three levels of oversight: authority, institution, department',
    asks: ['Authority, institution and department each oversee.', 'The institution bears the primary responsibility.', 'One way of overseeing holds across the region.'],
    because: 'Inspections, corrective action and risk signals are not built yet.',
  },
  'HZ-19': {
    title: 'Ethics management: standards, certification, training and sanctions',
    asks: ['Ethics committees are brought to standard and kept there.', 'Operating procedures, certification and training are completed.', 'Breaches of medical ethics are dealt with by law.', 'Researchers are led to observe ethics of their own accord.'],
    because: 'Registration, certification and training of committees, and sanctions, are not built yet.',
  },
  'HZ-20': {
    title: 'Research integrity: investigations and what follows from them',
    asks: ['Integrity cases follow a set procedure of investigation and decision.', 'Findings are published and put to use.'],
    because: 'Integrity cases and checks against restrictions are not built yet.',
  },
  'HZ-21': {
    title: 'Laboratory biosafety: four parties answer for it',
    asks: ['City, county, host institution and laboratory each bear their part.', 'Sources of risk are checked regularly and controlled by class and grade.', 'Inspections take several forms, and their own quality is assessed.'],
    because: 'Laboratory registration, the strain register and inspections are not built yet.',
  },
  'HZ-22': {
    title: 'Regular consultation between departments',
    asks: ['The health commission convenes the departments regularly.', 'Meetings resolve difficulties and blockages.'],
    because: 'Agenda items, minutes, follow-up and closing are not built yet.',
  },
  'HZ-23': {
    title: 'Governance within institutions: levels, rewards and operation',
    asks: ['Each institution makes clear who manages research, and at which level.', 'Rewards, sanctions and ways of operating are complete.'],
    because: 'The library of internal rules, clause citation and the list of gaps are not built yet.',
  },
  'HZ-24': {
    title: 'Government and industry: regular meetings, problems followed up',
    asks: ['Departments meet companies and trade bodies regularly.', 'Problems in research and in the use of drugs and devices are followed up.'],
    because: 'One joint answer of several departments to a company’s matter is not built yet.',
  },
  'HZ-25': {
    title: 'Monitoring, assessment and the annual white paper',
    asks: ['Research at every institution is monitored and assessed.', 'A white paper appears each year.', 'Indicators for research wards are established.', 'Results enter target assessments and funding.'],
    because: 'Indicator definitions, assessment rounds and the white paper are not built yet.',
  },
  'ZJ-01': {
    title: 'High-level innovation platforms: national platforms and disciplines',
    asks: ['More national laboratories and centres are brought to the province.', 'Universities and institutes measure themselves against the world’s best.', 'Public service, testing and evaluation platforms grow stronger.', 'Suitable places host pilot zones, and the disciplines concerned receive more funds.'],
    because: 'Platform files, building tasks and records of funds received are not built yet.',
  },
  'ZJ-02': {
    title: 'Core technology, and oversight of cell-therapy research',
    asks: ['Major science projects are placed in strategic fields.', 'Bottleneck technologies are mastered and new drugs and devices developed.', 'Leading companies and institutes form consortia and work together.', 'Cell-therapy research is screened, filed and overseen as national rules require.'],
    because: 'Consortium project files and the filing gate for cell therapy are not built yet.',
  },
  'ZJ-03': {
    title: 'Research and transfer: beds, incentives and recognition of ethics opinions',
    asks: ['Research hospitals enjoy the innovation policies of universities and institutes, and research counts in performance and 3A ratings.', 'About a tenth of beds may be reserved for research, outside bed and DRG assessments.', 'Transfer platforms are upgraded; cash rewards to main contributors count in the total, free of the cap and outside the base.', 'Multi-centre ethics review is coordinated, and research hospitals try recognising one another’s opinions.'],
    because: 'Sites of a multi-centre study can already submit in parallel on one dossier; recognition, bed exemption, reward accounting and transfer platforms are not built yet.',
  },
  'ZJ-04': {
    title: 'Use of innovative products: listing, pharmacy committees, prices and settlement',
    asks: ['Qualifying class 1 new drugs are listed directly, and consumables under special review take a fast track.', 'Urgently needed service prices are adjusted first, and open procurement of herbal pieces and granules advances steadily.', 'As a rule, the pharmacy committees of 3A hospitals meet each quarter and consider new products.', 'A drug settlement centre is tried, with health insurance paying companies directly.'],
    because: 'Choice of listing channel, committee calendars and ageing of settlements are not built yet.',
  },
  'ZJ-05': {
    title: 'Industry clusters: assessment and staged support',
    asks: ['Assessments and statistics are kept, and the best cities and counties receive policy support.', 'Localities support drugs and devices that have completed phase 3 and are produced there.', 'Flagship companies, single-product champions and specialised small firms are fostered in tiers.', 'Localities pool funds to build CRO, CMO, CDMO and other public platforms.'],
    because: 'City and county assessments, company tiers and production milestones are not built yet.',
  },
  'ZJ-06': {
    title: 'Review and approval: green lanes and flexible service stations',
    asks: ['Province and cities build laboratories and testing bodies together and add reviewers and inspectors.', 'Clusters have flexible service stations.', 'Innovative class 2 devices take a fast track; key projects queue separately and in less time.', 'Licence changes and inspections can be booked and expedited, and registrations moving in are reviewed quickly.'],
    because: 'The provincial drug regulator reviews and approves in its own system; it is not done on this platform.',
    tracked: 'checks of eligibility for priority (key projects, registration class), and the progress and result of what was booked',
  },
  'ZJ-07': {
    title: 'Traditional medicine: platforms, preparations and Zhejiang herbs',
    asks: ['National platforms and science parks of traditional medicine are built well.', 'Projects shared with the national administration advance, and national grants are sought.', 'New traditional medicines and preparations reach use sooner, with their intellectual property protected.', 'Zhejiang herbs are selected, and reasonable use stays out of ratios and off restricted and stop lists.'],
    because: 'Transfer of hospital preparations, brand batches and ratio exemption are not built yet.',
  },
  'ZJ-08': {
    title: 'Leadership: a task force, five registers and expert advice',
    asks: ['A task force leads, and the industry department coordinates major matters.', 'Five registers, of policies, companies, projects, products and experts, are kept up to date.', 'Societies and alliances take part, and a way of matching is set up.', 'A provincial expert committee is formed to advise.'],
    because: 'The five registers, the matching record and policy estimates are not built yet.',
  },
}
