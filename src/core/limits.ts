// Every limit of the product, named once. A limit is a promise to the person on call (nobody is rung for ever) or to the
// machine (nothing grows without bound).

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

export const limits = {
  /** How long a phone may ring. Twilio itself allows 600 s; beyond three minutes nobody is going to answer. */
  ringMs: { min: 5 * SECOND_MS, max: 180 * SECOND_MS, default: 60 * SECOND_MS },
  /** Calls to the same person within one loop after a call that ended without a key, over and above the first. */
  redials: { min: 0, max: 20, default: 1 },
  redialIntervalMs: { min: 0, max: HOUR_MS, default: MINUTE_MS },
  /** How long a step that only sends messages waits for an answer, where the policy says nothing. */
  answerMs: { default: 5 * MINUTE_MS },
  waitMs: { min: 0, max: 24 * HOUR_MS, default: 0 },
  loops: { min: 1, max: 100, default: 3 },
  loopIntervalMs: { min: 0, max: 24 * HOUR_MS, default: 5 * MINUTE_MS },
  steps: { min: 1, max: 200 },
  destinationsPerPolicy: { min: 1, max: 10_000 },
  escalationsDeep: { max: 5 },
  variantsPerPolicy: { max: 50 },
  /** TELstaff's 連絡網グループ (T-020). */
  policiesPerGroup: { max: 200 },
  /** A callout never makes more attempts than this, whatever its settings multiply to. */
  attemptsPerCallout: { max: 200_000 },
  readings: { min: 1, max: 10, default: 3 },
  /** How often the message is said before the person is waited for. */
  readingsPerSet: { min: 1, max: 10, default: 1 },
  keyWaitMs: { min: 2 * SECOND_MS, max: 60 * SECOND_MS, default: 8 * SECOND_MS },
  /** What a button call waits for a key. */
  buttonWaitMs: { default: 30 * SECOND_MS },
  /** How long a downtime set by key lasts. */
  downtimeMinutes: { min: 1, max: 7 * 24 * 60 },
  /** One call, from answer to the moment the provider cuts it (Pigeon's ten minutes). */
  callMs: { min: MINUTE_MS, max: HOUR_MS, default: 10 * MINUTE_MS },
  /** A week is the least: somebody who reads on Monday what happened on Saturday finds it. */
  retentionDays: { min: 7, max: 3_650 },
  textCharacters: { min: 1, max: 10_000 },
  parameters: { max: 100, valueCharacters: 4_096, nameCharacters: 100 },
  nameCharacters: { min: 1, max: 200 },
  /** A person's own words before and after a call about alerts. */
  ownWordsCharacters: { max: 4_096 },
  /** A fixed text of a simple call, and of an SMS about alerts. */
  simpleCallCharacters: { max: 350 },
  smsTextCharacters: { max: 64 },
  /** UTF-16 units of an SMS, its link included. Japanese carriers join messages up to this; Twilio takes 1,600. */
  smsCharacters: { max: 660 },
  /**
   * Answers by SMS: a phone's codes go up to `codeMax`, each kept for so long after its callout at least; one number is told something
   * so often an hour; an SMS that came in is known again for `seenMs`.
   */
  smsReplies: { codeMax: 999, codeKeptMs: 7 * 24 * HOUR_MS, toldPerHour: 10, seenMs: 30 * 24 * HOUR_MS },
  /** The secret part of the link by which a message is answered, at least. */
  answerTokenCharacters: 45,
  keyCharacters: { min: 1, max: 100 },
  subjectCharacters: { max: 1_000 },
  /** How long requests are merged into the callout of an accepted one. */
  thinningMs: { min: SECOND_MS, max: 24 * HOUR_MS },
  /** `keptMax`: how many callouts a pause starts when it is over. `toldAfterHours`: how often one without an end is told of. */
  pauses: { unendedMax: 1_000, keptMax: 10_000, toldAfterHours: { min: 1, max: 720, default: 24 } },
  webhooks: {
    urlCharacters: { max: 2_000 },
    credentialCharacters: { max: 500 },
    events: { max: 50 },
    policies: { max: 100 },
    timeoutSeconds: { min: 1, max: 60 },
    attempts: { min: 1, max: 20 },
  },
  methodsPerUser: { max: 20 },
  /** After how long a contact method counts as not tried, how many failures in a row are told, and quiet hours that last all day. */
  readiness: { untriedMs: 90 * 24 * HOUR_MS, failuresMin: 3, quietMs: 23 * HOUR_MS },
  /** How many attempts at somebody on one channel within which time, before repeats are held. */
  flood: {
    attempts: { min: 3, max: 1_000, default: 30 },
    minutes: { min: 1, max: 24 * 60, default: 10 },
  },
  /** Codes that verify a contact method: how long one counts, how often it may be guessed at, how many are sent in an hour. */
  verification: {
    lastsMs: 10 * MINUTE_MS,
    windowMs: HOUR_MS,
    tries: { max: 5 },
    perMethod: { max: 3 },
    perUser: { max: 6 },
    perSpace: { max: 100 },
  },
  membersPerGroup: { max: 10_000 },
  membersPerProject: { max: 10_000 },
  priority: { min: 0, max: 9, default: 5 },
  /** What reaches people in their quiet hours where they say nothing else. */
  breaksThrough: { min: 0, max: 9, default: 2 },
  /** How much later than it was started a callout may begin. */
  laterMs: { min: 1_000, max: 14 * 86_400_000 },
  laterRules: { max: 10 },
  /** How long after it was acknowledged, and how often at most, what is not resolved comes back. */
  reminderMinutes: { min: 1, max: 7 * 24 * 60 },
  reminderTimes: { min: 1, max: 20, default: 3 },
  /** When it was to come back in a pause of which nobody knows the end, it is tried again after this. */
  reminderPausedMs: HOUR_MS,
  bodyBytes: { max: 1024 * 1024 },
  pageSize: { min: 1, max: 200, default: 50 },
  /** Readings of words: how many a space has in a language, how long they are, and how far a spoken text is looked at and may grow. */
  dictionary: {
    entries: { max: 10_000 },
    wordCharacters: { max: 100 },
    readingCharacters: { max: 200 },
    textCharacters: { max: 60_000 },
    growthCharacters: { max: 20_000 },
  },

  /** Unknown results: when the provider is asked first, how often, and when the silence counts as "not made". */
  lookup: { firstMs: 2 * SECOND_MS, everyMs: 5 * SECOND_MS, giveUpMs: 30 * SECOND_MS },
  /** An attempt whose request may have reached the provider is repeated at most this often. */
  repeatsAfterUnknown: { max: 1 },
  /**
   * The provider asked for patience (429, refused connection): the wait doubles from `firstMs` up to `maxMs`. Where it says for how long,
   * that counts up to `adviceMaxMs`: no callout waits longer because somebody asks for it.
   */
  retry: { firstMs: SECOND_MS, maxMs: 30 * SECOND_MS, adviceMaxMs: 5 * MINUTE_MS, max: 6 },
  /**
   * A connection is left for others when, of the last requests by it, so many and so large a share failed; it is tried again after
   * `openFirstMs`, then after twice as long each time. A request that tries it has `probeMs` to be heard of.
   */
  health: {
    windowMs: 2 * MINUTE_MS,
    results: 20,
    failuresMin: 3,
    failedShare: 0.5,
    openFirstMs: 30 * SECOND_MS,
    openMaxMs: 5 * MINUTE_MS,
    probeMs: MINUTE_MS,
  },
  /** Connections that stand in for one. */
  standIns: { max: 5 },
  /** How long after the phone must have stopped ringing we ask the provider ourselves. */
  watchSlackMs: 20 * SECOND_MS,
  watchEveryMs: 30 * SECOND_MS,
  /** After this a call whose end nobody can tell us counts as ended. */
  watchGiveUpMs: 20 * MINUTE_MS,
  watchPastCallMs: 5 * MINUTE_MS,
  cancelEveryMs: 5 * SECOND_MS,
  /** An attempt that waits for a free line is called for by its connection; this is only the net beneath. */
  lineSafetyMs: 10 * MINUTE_MS,

  /** Incidents: a name may be a whole line of a monitoring system; a message's length counts what was sent, tags and all. */
  incidentNameCharacters: { min: 1, max: 1_000 },
  topicNameCharacters: { min: 1, max: 200 },
  topicsPerIncident: { max: 200 },
  respondersPerIncident: { max: 1_000 },
  messageCharacters: { min: 1, max: 10_000 },
  optionItems: { max: 100, choices: 200, labelCharacters: 200 },
  /** Values of an incident's parameters, together. */
  incidentParameters: { max: 200, valueCharacters: 10_000 },
  fileBytes: { min: 1, max: 10 * 1024 * 1024 },
  filesPerIncident: { max: 100 },
  fileNameCharacters: { min: 1, max: 200 },
  /** An incident that nobody takes calls again: first, then again and again. */
  forgottenFirstMs: { min: MINUTE_MS, max: 7 * 24 * HOUR_MS, default: 30 * MINUTE_MS },
  forgottenEveryMs: { min: 5 * MINUTE_MS, max: 7 * 24 * HOUR_MS, default: HOUR_MS },

  /** Alerts: texts are cut to these, keys are refused beyond; an event's time may be this far ahead of ours. */
  alerts: {
    nameCharacters: { max: 300 },
    summaryCharacters: { max: 1_000 },
    keyCharacters: { min: 1, max: 255 },
    groups: { max: 50 },
    /** What is kept of a source's labels, to tell it back. */
    origin: { labels: 64, characters: 8_000 },
    eventsPerRequest: { min: 1, max: 20_000 },
    clockAheadMs: 5 * MINUTE_MS,
    rulesPerSpace: { max: 500 },
    patternsPerRule: { max: 100 },
    delaySeconds: { min: 0, max: 24 * 3_600 },
    notifications: { min: 1, max: 1_000 },
    /** How many objects a call names before it says how many more there are. */
    named: { max: 10 },
  },
  /** How often it is told that alerts match no rule. */
  unmatchedEveryMs: HOUR_MS,
  /** How many incidents a rule has open before the rest share one, and how many entries one has before it is told of no more alerts. */
  ruleIncidents: { open: { max: 50 }, entries: { max: 1_000 } },
  /** How often a heartbeat may be awaited, and how much later a ping may come. */
  heartbeat: {
    periodSeconds: { min: 10, max: 366 * 24 * 3_600 },
    graceSeconds: { min: 5, max: 31 * 24 * 3_600, default: 60 },
  },
  /** Looking at devices: how often, how long one look may take, and how many failures are no alert yet. */
  liveness: {
    intervalSeconds: { min: 10, max: 24 * 3_600, default: 60 },
    timeoutSeconds: { min: 1, max: 30, default: 5 },
    retries: { min: 0, max: 10, default: 2 },
    retrySeconds: { min: 1, max: 3_600, default: 10 },
    checksPerSource: { min: 1, max: 1_000 },
    hostCharacters: { max: 150 },
    serviceCharacters: { max: 100 },
  },
  /** A downtime whose end its source does not tell us lasts no longer here, in case its end gets lost. */
  downtimeOpenMs: 7 * 24 * HOUR_MS,
  /** What a mailbox does with mails. */
  mailRules: { rules: { max: 100 }, patterns: { max: 50 }, patternCharacters: { max: 300 } },
  /** An object flaps from `begins` changes within the window on, until no more than `ends` are left; it calls after `holdMs`. */
  flapping: { windowMs: 10 * MINUTE_MS, begins: 6, ends: 2, holdMs: 5 * MINUTE_MS },

  /** A number that is in a call already is tried again after this. */
  numberBusyMs: 3 * SECOND_MS,
  /** From hanging up on a person who asked to be connected to calling them back: their phone must be free again. */
  callBackAfterMs: 2 * SECOND_MS,
  /** An attempt held back by somebody's call-back looks again after this. */
  callBackHoldMs: 5 * SECOND_MS,

  /** Years in which calendars and duty schedules are answered for: from Japan's law on holidays to where the equinoxes are known. */
  calendarYears: { min: 1948, max: 2099 },
  companyDays: { max: 2_000 },
  conditionsPerCalendar: { max: 100 },
  conditionRules: { min: 1, max: 20 },
  bandsPerRule: { max: 20 },
  datesPerRule: { max: 200 },
  /** How far ahead the next change of a condition is looked for. */
  conditionAheadDays: { max: 3_660 },
  positionsPerSchedule: { min: 1, max: 10 },
  layersPerPosition: { max: 20 },
  /** Rules of all restrictions of a schedule together: each is looked at for every day. */
  rulesPerSchedule: { max: 500 },
  peoplePerRotation: { min: 1, max: 500 },
  /** A shift lasts this many hours, days, weeks or months. */
  shiftUnits: { min: 1, max: 1_000 },
  overridesPerSchedule: { max: 10_000 },
  temporariesPerSchedule: { max: 500 },
  shiftsPerTemporary: { max: 1_000 },
  /** Overrides, or shifts of one temporary schedule, that hold at the same instant. */
  overridesAtOnce: { max: 100 },
  /** How much of a schedule is resolved at once, how far ahead the next duty or hand-off is looked for, and how far back when the present one began. */
  scheduleDays: { max: 400 },
  scheduleAheadDays: { max: 800 },
  /** How long a time somebody may ask others to take, and for how many at once. */
  swaps: { spanMs: { max: 92 * 24 * HOUR_MS }, openPerPerson: { max: 50 } },
  /** In somebody's own order of methods, between one and the next. */
  ownWaitMinutes: { min: 0, max: 1_440 },
  /** How long before a hand-off people are told; how late they still are; how soon it is tried again where something holds it back. */
  dutyNotices: { minutesAhead: { min: 0, max: 10_080 }, lateMs: 60 * MINUTE_MS, heldMs: MINUTE_MS },
} as const

/** Returns the value forced into its limit. */
export const within = (limit: { min: number; max: number }, value: number): number =>
  Math.min(limit.max, Math.max(limit.min, value))
