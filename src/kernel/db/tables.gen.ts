// Written by tools/db-types.ts from the migrations. Do not edit.
import type { Generated } from 'kysely'
import type { Id } from '../id.ts'

export type Json = unknown
export interface Tables {
  'ethics.approval': {
    caseId: Id<'case'>
    subjectId: string
    orgId: Id<'org'>
    number: string
    approvedOn: string
    validUntil: string
    consentVersion: string | null
    citesNumber: string | null
    actId: string
  }
  'ethics.committee': {
    orgId: Id<'org'>
    code: string
    alliance: boolean
    arithmetic: string[]
    contact: string
    compensation: number
    months: number
  }
  'ethics.conflict': {
    id: Id<'conflict'>
    orgId: Id<'org'>
    subjectId: string
    memberId: Id<'member'>
    interest: 'investigator' | 'sub-investigator' | 'sponsor' | 'other'
    actId: string
    at: Generated<string>
  }
  'ethics.localItem': {
    id: Id<'local_item'>
    caseId: Id<'case'>
    item: 'contact' | 'compensation' | 'staff' | 'regulation'
    words: string
    compensation: number | null
    agreed: boolean | null
    actId: string
    at: Generated<string>
  }
  'ethics.meeting': {
    id: Id<'meeting'>
    turn: Generated<number>
    orgId: Id<'org'>
    caseId: Id<'case'>
    heldOn: string
    place: string
    members: number
    attending: string[]
    recused: string[]
    votes: Json
    arithmetic: string[]
    remarks: string | null
    decision: 'agree' | 'agreeWithChanges' | 'rereview' | 'disagree' | null
    actId: string
    at: Generated<string>
  }
  'ethics.member': {
    id: Id<'member'>
    orgId: Id<'org'>
    seat: number
    personId: Id<'person'> | null
    name: string
    nameEn: string
    sex: 'female' | 'male'
    kind: 'medical' | 'pharmacy' | 'law' | 'ethics' | 'community'
    outside: boolean
    chair: Generated<boolean>
    fromOn: string
    toOn: string | null
  }
  'ethics.package': {
    caseId: Id<'case'>
    subjectId: string
    leadOrgId: Id<'org'>
    number: string
    approvedOn: string
    validUntil: string
    consentVersion: string | null
    contact: string
    compensation: number
    words: string
    content: Json
    at: Generated<string>
  }
  'ethics.report': {
    id: Id<'report'>
    orgId: Id<'org'>
    caseId: Id<'case'>
    concludedOn: string
    meetingId: Id<'meeting'> | null
    actId: string
  }
  'institutions.committee': {
    id: Id<'committee'>
    orgId: Id<'org'>
    name: string
    nameEn: string
    members: number
  }
  'institutions.department': {
    id: Id<'department'>
    orgId: Id<'org'>
    name: string
    nameEn: string
  }
  'institutions.investigator': {
    id: Id<'investigator'>
    orgId: Id<'org'>
    departmentId: Id<'department'>
    personId: Id<'person'>
    name: string
    nameEn: string
  }
  'institutions.post': {
    id: Id<'post'>
    orgId: Id<'org'>
    name: string
    role: string
    membershipId: Id<'membership'> | null
  }
  'institutions.profile': {
    orgId: Id<'org'>
    acceptsUnified: boolean
    initiationFirst: boolean
    initiationDays: number
    agreementDays: number
    ruleset: 'gcp' | 'nhc'
    document: string
    fromOn: string
  }
  'kernel.account': {
    personId: Id<'person'>
    login: string
    password: string | null
    failures: Generated<number>
    lockedUntil: string | null
  }
  'kernel.act': {
    id: Id<'act'>
    name: string
    personId: string | null
    orgId: string | null
    at: Generated<string>
    outcome: 'done' | 'refused'
    reasons: Generated<string[]>
    key: string | null
    request: string
    input: Json
    xact: Generated<string>
  }
  'kernel.branch': {
    level: number
    index: number
    hash: Buffer
  }
  'kernel.calendarDay': {
    day: string
    noticeYear: number
    off: boolean
    name: string
  }
  'kernel.calendarYear': {
    year: number
    published: boolean
    document: string | null
    url: string | null
  }
  'kernel.case': {
    id: Id<'case'>
    procedure: string
    edition: number
    stage: string
    version: Generated<number>
    parentId: Id<'case'> | null
    subjectId: string
    depth: Generated<number>
    orgId: Id<'org'> | null
    title: string
    limits: Generated<Json>
    facts: Generated<Json>
    openedAt: Generated<string>
    updatedAt: Generated<string>
    closedAt: string | null
    outcome: 'granted' | 'refused' | 'withdrawn' | null
  }
  'kernel.caseInside': {
    caseId: Id<'case'>
    orgId: Id<'org'>
    name: string
    value: Json
    roles: Generated<string[]>
  }
  'kernel.checkpoint': {
    size: number
    root: Buffer
    at: string
    keyId: string
    signature: Buffer
  }
  'kernel.confirmation': {
    id: Id<'confirmation'>
    personId: Id<'person'>
    hash: string
    meaning: string
    method: 'password' | 'demo'
    at: Generated<string>
    expiresAt: string
    usedAt: string | null
  }
  'kernel.contact': {
    personId: Id<'person'>
    email: string | null
    groups: Generated<string[]>
    digest: string | null
    updatedAt: Generated<string>
  }
  'kernel.delegation': {
    id: Id<'delegation'>
    orgId: Id<'org'>
    fromPerson: Id<'person'>
    toPerson: Id<'person'>
    roles: string[]
    fromOn: string
    toOn: string
    reason: string
    madeBy: Id<'person'>
    madeAt: Generated<string>
    revokedAt: string | null
    revokedBy: Id<'person'> | null
  }
  'kernel.delivery': {
    id: Id<'delivery'>
    noticeId: Id<'notice'>
    personId: Id<'person'>
    orgId: Id<'org'>
    channel: 'in-app' | 'email'
    state: 'waiting' | 'sending' | 'sent' | 'parked' | 'dropped'
    attempts: Generated<number>
    nextAt: string | null
    mailId: string | null
    error: string | null
    at: Generated<string>
    sentAt: string | null
  }
  'kernel.desk': {
    orgId: Id<'org'>
    caseId: Id<'case'>
    side: string
    open: boolean
    mine: boolean
    roles: string[]
    personId: string | null
    dueOn: string | null
    updatedAt: string
    openedAt: string
    procedure: string
    stage: string
    outcome: string | null
    title: string
    place: string
    holder: string
    holderSide: string | null
    subjectId: string
    parentId: string | null
    clock: Json | null
    persons: string[] | null
    named: Generated<boolean | null>
  }
  'kernel.dispatch': {
    name: string
    xact: string
    id: number
    day: string | null
  }
  'kernel.document': {
    id: Id<'document'>
    subjectId: string
    caseId: Id<'case'>
    kind: string
    title: string
    parentId: Id<'document'> | null
    shared: Generated<boolean>
    published: Generated<boolean>
    audience: 'all' | 'side' | 'org' | 'office'
    side: string
    orgId: Id<'org'>
    roles: Generated<string[]>
    personId: string
    version: Generated<number>
    at: Generated<string>
  }
  'kernel.documentCopy': {
    id: Id<'document_copy'>
    number: string
    versionId: Id<'document_version'>
    caseId: Id<'case'>
    orgId: Id<'org'>
    personId: string
    fileHash: string
    copyHash: string
    fileName: string
    pages: number
    at: Generated<string>
  }
  'kernel.documentVersion': {
    id: Id<'document_version'>
    documentId: Id<'document'>
    caseId: Id<'case'>
    no: number
    label: string
    datedOn: string | null
    expiresOn: string | null
    fileHash: string
    fileName: string
    type: string
    state: 'draft' | 'active' | 'superseded' | 'withdrawn'
    replacedBy: Id<'document_version'> | null
    difference: string | null
    signedBy: string | null
    eye: Generated<boolean>
    reason: string | null
    orgId: Id<'org'>
    personId: string
    actId: string
    at: Generated<string>
  }
  'kernel.draft': {
    personId: Id<'person'>
    name: string
    version: Generated<number>
    body: Json
    updatedAt: Generated<string>
  }
  'kernel.escalation': {
    caseId: Id<'case'>
    rule: string
    due: string
    step: 'T-2' | 'T-1' | 'T' | 'T+1' | '50' | '80' | '100'
    at: string
    doneAt: string | null
    told: boolean | null
  }
  'kernel.event': {
    id: Generated<number>
    actId: string
    caseId: Id<'case'>
    subjectId: string
    name: string
    move: string
    stageFrom: string | null
    stageTo: string
    holderSide: string | null
    orgId: string | null
    personId: string | null
    at: Generated<string>
    effectiveAt: Generated<string>
    data: Generated<Json>
    audience: Generated<'all' | 'side' | 'org' | 'office'>
    side: Generated<string>
    roles: Generated<string[]>
    xact: Generated<string>
  }
  'kernel.file': {
    hash: string
    size: number
    type: string
    pages: number | null
    readable: 'text' | 'part' | 'scan' | 'none'
    scanned: Generated<boolean>
    at: Generated<string>
  }
  'kernel.handover': {
    id: Id<'handover'>
    orgId: Id<'org'>
    fromPerson: Id<'person'>
    fromMembership: Id<'membership'>
    toPerson: Id<'person'>
    toMembership: Id<'membership'>
    roles: string[]
    leaving: boolean
    gone: boolean
    reason: string
    openedBy: Id<'person'>
    openedAt: Generated<string>
    giverSignedAt: string | null
    giverSignedBy: Id<'person'> | null
    giverDigest: string | null
    receiverSignedAt: string | null
    list: Json | null
    doneAt: string | null
    cancelledAt: string | null
    cancelledBy: Id<'person'> | null
  }
  'kernel.idempotency': {
    personId: string
    key: string
    bodyHash: Buffer
    status: number
    answer: string
    at: Generated<string>
  }
  'kernel.leaf': {
    seq: number
    kind: 'act' | 'event' | 'note'
    eventId: number | null
    rowId: string | null
    hash: Buffer
  }
  'kernel.letter': {
    id: Id<'letter'>
    caseId: Id<'case'>
    orgId: Id<'org'>
    side: string
    kind: string
    number: string
    drawnAt: Generated<string>
    drawnBy: Id<'person'>
    afterEvent: number
    content: Json
    template: string
    contentHash: string
    pages: number
    token: string
    corrects: Id<'letter'> | null
    state: Generated<'draft' | 'signed' | 'sealed' | 'printed' | 'stamped' | 'scanned' | 'in-force' | 'void' | 'superseded'>
    way: 'ca' | 'paper' | null
    audience: Generated<'office' | 'all'>
    roles: string[]
    pdfHash: string | null
    scanHash: string | null
    scanType: string | null
    scannedBy: Id<'person'> | null
    receipt: Json | null
    inForceAt: string | null
    voidReason: string | null
    endedAt: string | null
    endedBy: Id<'person'> | null
  }
  'kernel.membership': {
    id: Id<'membership'>
    personId: Id<'person'>
    orgId: Id<'org'>
    roles: string[]
    unit: string | null
    fromOn: string
    toOn: string | null
  }
  'kernel.note': {
    id: Id<'note'>
    caseId: Id<'case'>
    eventId: number | null
    actId: string
    audience: 'all' | 'side' | 'org' | 'office'
    side: string
    orgId: string
    roles: Generated<string[]>
    personId: string
    at: Generated<string>
    body: string
    xact: Generated<string>
  }
  'kernel.notice': {
    id: Id<'notice'>
    seq: Generated<number>
    xact: Generated<string>
    personId: Id<'person'>
    orgId: Id<'org'>
    kind: string
    caseId: Id<'case'>
    subjectId: string
    source: string
    facts: Generated<Json>
    code: string
    at: Generated<string>
    readAt: string | null
  }
  'kernel.numberCounter': {
    orgId: Id<'org'>
    kind: string
    year: number
    start: number
    next: number
  }
  'kernel.numberUse': {
    orgId: Id<'org'>
    kind: string
    year: number
    n: number
    number: string
    use: 'letter' | 'paper'
    letterId: Id<'letter'> | null
    reason: string | null
    note: string | null
    usedOn: string | null
    voidReason: string | null
    personId: Id<'person'>
    at: Generated<string>
  }
  'kernel.numbering': {
    id: Id<'numbering'>
    orgId: Id<'org'>
    kind: string
    pattern: string
    start: number
    fromOn: string
    personId: Id<'person'>
    at: Generated<string>
  }
  'kernel.org': {
    id: Id<'org'>
    kind: 'hospital' | 'company' | 'cro' | 'bureau' | 'office' | 'platform'
    name: string
    short: string
    nameEn: string
    shortEn: string
  }
  'kernel.party': {
    caseId: Id<'case'>
    orgId: Id<'org'>
    side: string
  }
  'kernel.person': {
    id: Id<'person'>
    name: string
    nameEn: string
  }
  'kernel.reminder': {
    id: Id<'reminder'>
    caseId: Id<'case'>
    orgId: Id<'org'>
    side: string
    personId: Id<'person'>
    actId: string
    day: string
    at: Generated<string>
    toldAt: string | null
  }
  'kernel.sealUse': {
    id: Id<'seal_use'>
    letterId: Id<'letter'>
    orgId: Id<'org'>
    number: string
    copies: number
    across: boolean
    handler: string
    sealer: string
    oa: string | null
    stampedOn: string
    personId: Id<'person'>
    at: Generated<string>
  }
  'kernel.sequencer': {
    one: Generated<boolean>
    horizon: Generated<string>
    size: Generated<number>
    frontier: Generated<Buffer>
    publicKey: string | null
  }
  'kernel.session': {
    tokenHash: Buffer
    personId: Id<'person'>
    membershipId: Id<'membership'>
    openedAt: string
    seenAt: string
    expiresAt: string
  }
  'kernel.signature': {
    id: Id<'signature'>
    letterId: Id<'letter'>
    orgId: Id<'org'>
    position: number
    personId: Id<'person'>
    office: string
    forPerson: Id<'person'> | null
    meaning: string
    contentHash: string
    confirmationId: Id<'confirmation'>
    method: string
    at: Generated<string>
  }
  'kernel.template': {
    id: Id<'template'>
    orgId: Id<'org'>
    kind: string
    version: number
    fileHash: string
    fileName: string
    fromOn: string
    personId: Id<'person'>
    at: Generated<string>
  }
  'kernel.thread': {
    id: Id<'thread'>
    caseId: Id<'case'>
    subjectId: string
    anchorKind: 'whole' | 'field' | 'file' | 'page' | 'clause'
    anchor: string
    anchorLabel: string
    body: string
    state: Generated<'draft' | 'open' | 'answered' | 'closed' | 'dropped'>
    round: Generated<number>
    version: Generated<number>
    groupId: string | null
    audience: 'all' | 'office'
    side: string
    orgId: Id<'org'>
    roles: string[]
    toSide: string
    personId: Id<'person'>
    actId: string
    at: Generated<string>
    issuedAt: string | null
    answeredAt: string | null
    closedAt: string | null
  }
  'kernel.threadReply': {
    id: Id<'thread_reply'>
    threadId: Id<'thread'>
    caseId: Id<'case'>
    replyId: string
    audience: Generated<string>
    side: string
    orgId: Id<'org'>
    roles: Generated<string[]>
    personId: Id<'person'>
    actId: string
    at: Generated<string>
    body: string
  }
  'startup.variation': {
    caseId: Id<'case'>
    telephone: string | null
    email: string | null
    compensationFen: number | null
    consentVersion: string | null
    dispensing: 'gcp-pharmacy' | 'pharmacy' | 'department' | 'none' | null
    payment: Generated<'common' | 'annex'>
    insurance: Generated<'common' | 'endorsement'>
    startOn: string | null
    consentOn: string | null
    version: Generated<number>
    updatedAt: Generated<string>
  }
  'studies.identifier': {
    id: Id<'identifier'>
    studyId: Id<'study'>
    kind: string
    value: string
    valid: boolean
    confirmedAt: string | null
    confirmedBy: Id<'person'> | null
  }
  'studies.queued': {
    id: Id<'queued'>
    receiptId: Id<'receipt'>
    orgId: Id<'org'>
    fingerprint: string
    record: Json
    reasons: Json
    state: Generated<'waiting' | 'made' | 'dropped'>
  }
  'studies.receipt': {
    id: Id<'receipt'>
    orgId: Id<'org'>
    personId: Id<'person'>
    fileName: string
    fileHash: string
    format: string
    encoding: string
    made: number
    changed: number
    same: number
    queued: number
    at: Generated<string>
    rows: Json
  }
  'studies.site': {
    id: Id<'site'>
    caseId: Id<'case'>
    studyId: Id<'study'>
    orgId: Id<'org'>
    lead: boolean
    investigatorId: Id<'investigator'>
    planned: number
  }
  'studies.study': {
    id: Id<'case'>
    title: string
    titleEn: string | null
    short: string
    product: string | null
    regime: 'drug' | 'device' | 'ivd' | 'food' | 'iit-interventional' | 'iit-observational' | null
    phase: '0' | '1' | '1/2' | '2' | '2/3' | '3' | '4' | 'na' | null
    condition: string | null
    protocolNo: string | null
    protocolVersion: string | null
    protocolDate: string | null
    sponsorName: string
    sponsorOrgId: Id<'org'> | null
    targetSize: number | null
    source: 'entered' | 'imported'
    registered: Json | null
    version: Generated<number>
    updatedAt: Generated<string>
  }
}
