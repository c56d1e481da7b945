// The contract repeats core's limits and lists; here both are held equal.
import { describe, expect, it } from 'vitest'
import * as alert from '#core/alert/alert'
import { backFits } from '#core/alert/back'
import * as incidentRule from '#core/alert/incident-rule'
import * as mailRules from '#core/alert/mail-rules'
import * as state from '#core/callout/state'
import * as cause from '#core/cause'
import * as entry from '#core/incident/entry'
import * as incident from '#core/incident/incident'
import * as options from '#core/incident/options'
import { limits as core } from '#core/limits'
import * as plan from '#core/plan/plan'
import * as policy from '#core/plan/policy'
import { readinessProblems } from '#core/readiness'
import * as retention from '#core/retention'
import { alertPhraseNames } from '#core/speech/alerts'
import { buttonPhraseNames } from '#core/speech/buttons'
import { ruleNames } from '#core/speech/normalise'
import * as template from '#core/speech/template'
import { verificationStates } from '#core/verification'
import { defaultTemplate } from '#words/speech'
import * as contract from './limits.ts'
import { wrongBack } from './source-back.ts'

const seconds = (limit: { min: number; max: number }) => ({ min: limit.min / 1_000, max: limit.max / 1_000 })
const minutes = (limit: { min: number; max: number }) => ({ min: limit.min / 60_000, max: limit.max / 60_000 })
const range = ({ min, max }: { min: number; max: number }) => ({ min, max })

describe('the contract has core’s limits', () => {
  it.each([
    ['ringSeconds', seconds(core.ringMs)],
    ['redials', range(core.redials)],
    ['standIns', core.standIns],
    ['flood', core.flood],
    ['redialIntervalSeconds', seconds(core.redialIntervalMs)],
    ['waitSeconds', seconds(core.waitMs)],
    ['loops', range(core.loops)],
    ['loopIntervalSeconds', seconds(core.loopIntervalMs)],
    ['steps', core.steps],
    ['destinationsPerPolicy', core.destinationsPerPolicy],
    ['readings', range(core.readings)],
    ['readingsPerSet', range(core.readingsPerSet)],
    ['callMaxSeconds', seconds(core.callMs)],
    ['keyWaitSeconds', seconds(core.keyWaitMs)],
    ['downtimeMinutes', core.downtimeMinutes],
    ['retentionDays', core.retentionDays],
    ['textCharacters', core.textCharacters],
    ['parameters', core.parameters],
    ['nameCharacters', core.nameCharacters],
    ['ownWordsCharacters', core.ownWordsCharacters],
    ['simpleCallCharacters', core.simpleCallCharacters],
    ['smsTextCharacters', core.smsTextCharacters],
    ['smsCharacters', core.smsCharacters],
    ['keyCharacters', core.keyCharacters],
    ['subjectCharacters', core.subjectCharacters],
    ['thinningSeconds', seconds(core.thinningMs)],
    ['webhooks', core.webhooks],
    ['mailRules', core.mailRules],
    ['heartbeat', core.heartbeat],
    ['liveness', core.liveness],
    ['methodsPerUser', core.methodsPerUser],
    ['membersPerGroup', core.membersPerGroup],
    ['membersPerProject', core.membersPerProject],
    ['priority', core.priority],
    ['breaksThrough', core.breaksThrough],
    ['laterSeconds', seconds(core.laterMs)],
    ['laterRules', core.laterRules],
    ['reminderMinutes', core.reminderMinutes],
    ['reminderTimes', core.reminderTimes],
    ['bodyBytes', core.bodyBytes],
    ['pageSize', core.pageSize],
    ['calendarYears', core.calendarYears],
    ['companyDays', core.companyDays],
    ['conditionsPerCalendar', core.conditionsPerCalendar],
    ['conditionRules', core.conditionRules],
    ['bandsPerRule', core.bandsPerRule],
    ['datesPerRule', core.datesPerRule],
    ['positionsPerSchedule', core.positionsPerSchedule],
    ['layersPerPosition', core.layersPerPosition],
    ['peoplePerRotation', core.peoplePerRotation],
    ['shiftUnits', core.shiftUnits],
    ['toldAfterHours', core.pauses.toldAfterHours],
    ['ownWaitMinutes', core.ownWaitMinutes],
    ['dutyNotices', { minutesAhead: core.dutyNotices.minutesAhead }],
    ['temporariesPerSchedule', core.temporariesPerSchedule],
    ['shiftsPerTemporary', core.shiftsPerTemporary],
    ['incidentNameCharacters', core.incidentNameCharacters],
    ['topicNameCharacters', core.topicNameCharacters],
    ['topicsPerIncident', core.topicsPerIncident],
    ['messageCharacters', core.messageCharacters],
    ['optionItems', core.optionItems],
    ['incidentParameters', core.incidentParameters],
    ['fileBytes', core.fileBytes],
    ['fileNameCharacters', core.fileNameCharacters],
    ['forgottenFirstMinutes', minutes(core.forgottenFirstMs)],
    ['forgottenEveryMinutes', minutes(core.forgottenEveryMs)],
    ['alerts', { ...core.alerts, clockAheadMs: undefined, named: undefined, origin: undefined }],
    ['dictionary', { ...core.dictionary, textCharacters: undefined, growthCharacters: undefined }],
  ] as const)('%s', (...[name, expected]) => {
    expect(contract.limits[name]).toEqual(expected)
  })
})

describe('the contract has core’s lists', () => {
  it.each([
    ['channels', contract.channels, plan.channels],
    ['languages', contract.languages, plan.languages],
    ['rules of reading', contract.readingRules, ruleNames],
    ['unreached kinds', contract.unreachedKinds, plan.unreachedKinds],
    ['policy kinds', contract.policyKinds, policy.policyKinds],
    ['forms of alerts', contract.alertForms, plan.alertForms],
    ['policy modes', contract.policyModes, policy.policyModes],
    ['method choices', contract.methodChoices, policy.methodChoices],
    ['stop rules', contract.stopRules, policy.stopRules],
    ['kinds of thinning', contract.thinningKinds, policy.thinningKinds],
    ['reaction actions', contract.reactionActions, template.reactionActions],
    ['phrases about alerts', contract.alertPhraseNames, alertPhraseNames],
    ['phrases of a button call', contract.buttonPhraseNames, buttonPhraseNames],
    ['phrases', contract.phraseNames, Object.keys(defaultTemplate.phrases.ja)],
    ['outcomes', contract.outcomes, state.outcomes],
    ['what mails do', contract.mailActions, mailRules.mailActions],
    ['attempt results', contract.attemptResults, state.attemptResults],
    ['purposes', contract.purposes, cause.purposes],
    ['what keeps people from being reached', contract.readinessProblems, readinessProblems],
    ['states of contact methods', contract.verificationStates, verificationStates],
    ['what is kept for a time', contract.retainedKinds, retention.retainedKinds],
    ['incident statuses', contract.incidentStatuses, incident.incidentStatuses],
    ['option kinds', contract.optionKinds, options.optionKinds],
    ['scopes of incidents', contract.incidentScopes, incidentRule.incidentScopes],
    ['severities', contract.severities, alert.severities],
    ['timeline kinds', contract.entryKinds, entry.entryKinds],
    ['attempt states', contract.attemptStates, state.attemptStates],
  ])('%s', (...[, ours, theirs]) => {
    expect(ours).toEqual(theirs)
  })
})

describe('ways back', () => {
  it.each(['nagios', 'icinga', 'alertmanager', 'zabbix', 'webhook'] as const)('%s fits the same sources', (kind) => {
    const fitting = (fits: (source: string) => boolean) => contract.sourceKinds.filter(fits)
    expect(fitting((source) => wrongBack(source, kind) === null)).toEqual(fitting((source) => backFits(kind, source)))
  })
})
