// The limits and closed lists the contract's schemas need. They are core's: the contract may hold nothing of ours, since it
// is shared with programs that take only it, so they are repeated here and limits.test.ts holds both equal.

const SECONDS_PER_DAY = 86_400

export const limits = {
  ringSeconds: { min: 5, max: 180 },
  redials: { min: 0, max: 20 },
  redialIntervalSeconds: { min: 0, max: 3_600 },
  waitSeconds: { min: 0, max: SECONDS_PER_DAY },
  loops: { min: 1, max: 100 },
  loopIntervalSeconds: { min: 0, max: SECONDS_PER_DAY },
  steps: { min: 1, max: 200 },
  variantsPerPolicy: { max: 50 },
  policiesPerGroup: { max: 200 },
  destinationsPerPolicy: { min: 1, max: 10_000 },
  readings: { min: 1, max: 10 },
  readingsPerSet: { min: 1, max: 10 },
  callMaxSeconds: { min: 60, max: 3_600 },
  keyWaitSeconds: { min: 2, max: 60 },
  downtimeMinutes: { min: 1, max: 10_080 },
  textCharacters: { min: 1, max: 10_000 },
  subjectCharacters: { max: 1_000 },
  thinningSeconds: { min: 1, max: SECONDS_PER_DAY },
  parameters: { max: 100, valueCharacters: 4_096, nameCharacters: 100 },
  nameCharacters: { min: 1, max: 200 },
  ownWordsCharacters: { max: 4_096 },
  draftReasonCharacters: { max: 1_000 },
  simpleCallCharacters: { max: 350 },
  smsTextCharacters: { max: 64 },
  smsCharacters: { max: 660 },
  keyCharacters: { min: 1, max: 100 },
  methodsPerUser: { max: 20 },
  flood: { attempts: { min: 3, max: 1_000, default: 30 }, minutes: { min: 1, max: 1_440, default: 10 } },
  membersPerGroup: { max: 10_000 },
  membersPerProject: { max: 10_000 },
  priority: { min: 0, max: 9, default: 5 },
  /** What reaches people in their quiet hours where they say nothing else. */
  breaksThrough: { min: 0, max: 9, default: 2 },
  /** How much later than it was started a callout may begin. */
  laterSeconds: { min: 1, max: 14 * 86_400 },
  laterRules: { max: 10 },
  /** After how long, and how often, what is acknowledged and not resolved comes back. */
  reminderMinutes: { min: 1, max: 7 * 24 * 60 },
  reminderTimes: { min: 1, max: 20, default: 3 },
  incidentNameCharacters: { min: 1, max: 1_000 },
  topicNameCharacters: { min: 1, max: 200 },
  topicsPerIncident: { max: 200 },
  messageCharacters: { min: 1, max: 10_000 },
  optionItems: { max: 100, choices: 200, labelCharacters: 200 },
  incidentParameters: { max: 200, valueCharacters: 10_000 },
  fileBytes: { min: 1, max: 10_485_760 },
  fileNameCharacters: { min: 1, max: 200 },
  forgottenFirstMinutes: { min: 1, max: 10_080 },
  forgottenEveryMinutes: { min: 5, max: 10_080 },
  retentionDays: { min: 7, max: 3_650 },
  bodyBytes: { max: 1_048_576 },
  /** Tables with tens of thousands of lines. */
  tableBytes: { max: 16_777_216 },
  webhooks: {
    urlCharacters: { max: 2_000 },
    credentialCharacters: { max: 500 },
    events: { max: 50 },
    policies: { max: 100 },
    timeoutSeconds: { min: 1, max: 60 },
    attempts: { min: 1, max: 20 },
  },
  pageSize: { min: 1, max: 200, default: 50 },
  dictionary: { entries: { max: 10_000 }, wordCharacters: { max: 100 }, readingCharacters: { max: 200 } },
  calendarYears: { min: 1948, max: 2099 },
  companyDays: { max: 2_000 },
  conditionsPerCalendar: { max: 100 },
  conditionRules: { min: 1, max: 20 },
  bandsPerRule: { max: 20 },
  datesPerRule: { max: 200 },
  positionsPerSchedule: { min: 1, max: 10 },
  layersPerPosition: { max: 20 },
  peoplePerRotation: { min: 1, max: 500 },
  shiftUnits: { min: 1, max: 1_000 },
  temporariesPerSchedule: { max: 500 },
  ownWaitMinutes: { min: 0, max: 1_440 },
  toldAfterHours: { min: 1, max: 720, default: 24 },
  dutyNotices: { minutesAhead: { min: 0, max: 10_080 } },
  shiftsPerTemporary: { max: 1_000 },
  alerts: {
    nameCharacters: { max: 300 },
    summaryCharacters: { max: 1_000 },
    keyCharacters: { min: 1, max: 255 },
    groups: { max: 50 },
    eventsPerRequest: { min: 1, max: 20_000 },
    rulesPerSpace: { max: 500 },
    patternsPerRule: { max: 100 },
    delaySeconds: { min: 0, max: SECONDS_PER_DAY },
    notifications: { min: 1, max: 1_000 },
  },
  mailRules: { rules: { max: 100 }, patterns: { max: 50 }, patternCharacters: { max: 300 } },
  heartbeat: {
    periodSeconds: { min: 10, max: 366 * SECONDS_PER_DAY },
    graceSeconds: { min: 5, max: 31 * SECONDS_PER_DAY, default: 60 },
  },
  liveness: {
    intervalSeconds: { min: 10, max: SECONDS_PER_DAY, default: 60 },
    timeoutSeconds: { min: 1, max: 30, default: 5 },
    retries: { min: 0, max: 10, default: 2 },
    retrySeconds: { min: 1, max: 3_600, default: 10 },
    checksPerSource: { min: 1, max: 1_000 },
    hostCharacters: { max: 150 },
    serviceCharacters: { max: 100 },
  },
  standIns: { max: 5 },
  suggestions: { min: 1, max: 200, default: 50 },
} as const

export const channels = [
  'phone',
  'sms',
  'mail',
  'slack',
  'teams',
  'lineworks',
  'webhook',
  'push',
  'light',
  'command',
] as const
export const languages = ['ja', 'en'] as const
/** Rules for what speech engines read badly; docs/readings.md says what each does. */
export const readingRules = [
  'urls',
  'paths',
  'ids',
  'addresses',
  'dates',
  'times',
  'units',
  'digits',
  'severities',
  'terms',
  'acronyms',
  'hosts',
  'symbols',
] as const
export const unreachedKinds = ['no_key', 'no_answer', 'busy'] as const
export const policyKinds = [
  'noroshi',
  'jp1',
  'pigeon',
  'xmon_rotation',
  'xmon_broadcast',
  'xmon_simple',
  'reactio',
] as const
/** Built-in forms of what is said of alerts. */
export const alertForms = ['names', 'counts', 'full'] as const
export const policyModes = ['sequential', 'simultaneous'] as const
export const thinningKinds = ['policy', 'text'] as const
export const stopRules = ['first', 'all', 'none'] as const
export const reactionActions = ['take', 'next', 'leave', 'repeat', 'transfer', 'resolve'] as const
export const methodChoices = ['default', 'all', 'own'] as const
export const alertPhraseNames = [
  'failed',
  'recovered',
  'hosts',
  'services',
  'and',
  'hostFailures',
  'serviceFailures',
  'hostRecoveries',
  'serviceRecoveries',
  'item',
  'more',
  'nothing',
] as const
export const buttonPhraseNames = [
  'failedHosts',
  'failedServices',
  'recoveredHosts',
  'recoveredServices',
  'nothing',
  'guide',
  'hostFailures',
  'serviceFailures',
  'hostRecoveries',
  'serviceRecoveries',
  'item',
  'more',
  'noFailures',
  'noRecoveries',
  'acknowledged',
  'downtime',
  'nothingHeard',
  'ended',
] as const
export const phraseNames = [
  'opening',
  'message',
  'menu',
  'taken',
  'alreadyTaken',
  'over',
  'unknownKey',
  'passed',
  'left',
  'unanswered',
  'transferring',
  'connecting',
  'notConnected',
  'reminder',
  'resolved',
  'goodbye',
] as const
export const outcomes = [
  'acknowledged',
  'delivered',
  'recovered',
  'escalated',
  'exhausted',
  'cancelled',
  'suppressed',
  'defect',
] as const
/** What speaks by it; each has a way in of its own. */
export const sourceKinds = [
  'generic',
  'alertmanager',
  'events_v2',
  'nagios',
  'icinga',
  'zabbix',
  'grafana',
  'uptime_kuma',
  'monit',
  'heartbeat',
  'liveness',
  'mail',
  'self',
] as const
export const mailActions = ['problem', 'recovered', 'callout', 'drop'] as const
export const retainedKinds = ['callouts', 'incidents', 'alerts', 'deliveries', 'audit'] as const
export const swapStates = ['open', 'accepted', 'declined', 'withdrawn', 'expired'] as const
export const purposes = ['test', 'direct', 'verification', 'duty'] as const
export const readinessProblems = [
  'no_method',
  'none_verified',
  'user_paused',
  'quiet_all_day',
  'not_asked',
  'address_invalid',
  'connection_missing',
  'connection_failing',
  'channel_paused',
  'opted_out',
  'subscription_gone',
  'unverified_skipped',
  'unverified',
  'not_tried',
  'last_failed',
] as const
export const verificationStates = ['unverified', 'code_sent', 'verified', 'vouched'] as const
export const incidentScopes = ['object', 'host', 'group', 'rule'] as const
export const incidentStatuses = ['open', 'pend', 'close'] as const
export const optionKinds = ['text', 'textarea', 'radio', 'checkbox', 'list'] as const
export const severities = ['critical', 'error', 'warning', 'info', 'unknown'] as const
export const entryKinds = [
  'created',
  'message',
  'topic',
  'status',
  'taken',
  'commander',
  'responder',
  'changed',
  'file',
  'notice',
  'callout',
  'callout_refused',
  'response',
  'callout_ended',
] as const
export const attemptResults = [
  'taken',
  'passed',
  'left',
  'transfer',
  'connected',
  'delivered',
  'no_key',
  'voicemail',
  'no_answer',
  'busy',
  'failed',
  'refused',
  'cancelled',
  'lost',
  'withheld',
] as const
export const targetOutcomes = ['reached', 'delivered', 'unreached', 'refused', 'skipped'] as const
export const attemptStates = ['planned', 'begun', 'unknown', 'placed', 'ringing', 'answered', 'ended'] as const
