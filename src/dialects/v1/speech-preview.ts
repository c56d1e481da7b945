// What a call says, played without calling anybody: the plan is built as a start would build it, from what is saved and what is not.

import { AppError } from '#contract/errors'
import { type SpeechPreviewInput, speechPreview, speechPreviewInput } from '#contract/speech-previews'
import { plainWords } from '#core/channels/plain-words'
import { smsSizeOf } from '#core/channels/sms-size'
import type { ConnectionId, PolicyId, UserId } from '#core/ids'
import { limits } from '#core/limits'
import { buildPlan, rulesOf } from '#core/plan/build'
import type { Channel, Language, Plan } from '#core/plan/plan'
import { inlinePerson, type Person, type PolicyBody } from '#core/plan/policy'
import { rehearse } from '#core/preview/rehearsal'
import type { RehearsedAlert } from '#core/preview/teller'
import { cleanForSpeech } from '#core/speech/clean'
import { render, type Values } from '#core/speech/template'
import type { Principal } from '#http/port'
import { sampleAlerts, sampleNames } from '#words/alert-forms'
import { answerLine } from '#words/messages-out'
import { completeTemplate, type TemplateBody } from '#words/speech'
import type { V1Deps } from './ports.ts'
import { alertsSaid, currentProblems } from './preview-about.ts'
import { answer, body, route, type V1App } from './route.ts'
import { given } from './users.ts'

const previewRoute = route('templates:read', {
  method: 'post',
  path: '/v1/templates/preview',
  tags: ['templates'],
  summary: 'Hear what a call would say, before anything is saved; nobody is called',
  request: body(speechPreviewInput),
  responses: { 200: answer(speechPreview, 'What is heard, key by key.') },
})

type Asked = { readonly deps: V1Deps; readonly principal: Principal; readonly input: SpeechPreviewInput }
type Policy = {
  readonly name: string
  readonly body: PolicyBody
  readonly template: string | null
  readonly hears: boolean
}

const SOMEBODY = 'somebody'

/** The policy's settings under those that are tried. */
const policyOf = async ({ deps, principal, input }: Asked, language: Language): Promise<Policy> => {
  const steps = [{ destinations: [{ user: SOMEBODY as UserId, channel: 'phone' as const }] }]
  const tried = { ...given(input.settings), steps }
  if (input.policy === undefined)
    return { name: sampleNames[language].policy, body: tried, template: null, hears: true }
  const { name, fields } = await deps.policies.get(principal.spaceId, input.policy)
  const choice = { policy: { ref: input.policy }, template: null }
  const built = await deps.plans.compose(principal.spaceId, choice, deps.nowMs())
  const { kind, mode, buttonCall, simpleCall, smsText, transferTo } = fields
  return {
    name,
    body: { ...given({ kind, mode, buttonCall, simpleCall, smsText, transferTo }), ...tried },
    template: fields.template ?? null,
    // Of a simple call the plan says nothing of its connection; it asks for nothing anyway.
    hears: built.ok && built.plans[0]?.plan.simple === undefined ? (built.plans[0]?.plan.hearsKeys ?? true) : true,
  }
}

const personOf = async ({ deps, principal, input }: Asked): Promise<Person> => {
  const { user, name, language, opening, closing } = input
  const own = user === undefined ? {} : await deps.users.get(principal.spaceId, user)
  const heard: Partial<Person> = { ...own, ...given({ name, language, opening, closing }) }
  const speaks = heard.language ?? 'ja'
  const methods = [{ channel: 'phone' as const, address: '' }]
  const called = heard.name ?? sampleNames[speaks].person
  const somebody = inlinePerson({ key: SOMEBODY, name: called, language: speaks, methods })
  return { ...somebody, opening: heard.opening, closing: heard.closing }
}

const templateOf = async ({ deps, principal, input }: Asked, { template }: Policy): Promise<TemplateBody | null> => {
  if (input.templateBody !== undefined) return input.templateBody
  const ref = input.template ?? template
  return ref === null ? null : (await deps.templates.get(principal.spaceId, ref)).body
}

const planOf = async (asked: Asked): Promise<Plan> => {
  const person = await personOf(asked)
  const policy = await policyOf(asked, person.language)
  const { kind, transferTo } = policy.body
  const { buttons = null } = rulesOf(policy.body)
  const result = buildPlan({
    policy: { id: SOMEBODY as PolicyId, key: SOMEBODY, name: policy.name, body: policy.body },
    people: new Map([[SOMEBODY, person]]),
    template: completeTemplate(await templateOf(asked, policy), {
      kind,
      transfers: (transferTo ?? null) !== null,
      buttons,
    }),
    connection: { id: SOMEBODY as ConnectionId, from: null, hearsKeys: policy.hears },
    escalatesTo: null,
  })
  if (!result.ok) throw new AppError('server.internal', { detail: result.code })
  return result.plan
}

/** @errors auth.scope_missing */
const alertsOf = async ({ deps, principal, input }: Asked): Promise<readonly RehearsedAlert[]> =>
  input.alerts === 'sample' ? sampleAlerts : (await currentProblems(deps, principal)).map(({ alert }) => alert)

type Told = { readonly alerts: readonly RehearsedAlert[] | null; readonly text: string | undefined }

const languageOf = (plan: Plan): Language => plan.destinations[0]?.language ?? 'ja'

/** What {{text}} stands for on a channel. */
const textOn = (plan: Plan, channel: Channel, { alerts, text = '' }: Told): string =>
  alerts === null ? text : alertsSaid(plan, { channel, language: languageOf(plan) }, alerts)

const callOf = (plan: Plan, { alerts }: Told): 'button' | 'simple' | 'message' => {
  if (plan.simple !== undefined) return 'simple'
  return plan.buttons !== undefined && plan.hearsKeys && alerts !== null ? 'button' : 'message'
}

/** What an SMS says. A fixed text stands alone. */
const smsOf = (plan: Plan, { alerts }: Told, values: Values): string => {
  const isFixed = alerts !== null && plan.smsText !== undefined && 'text' in plan.smsText
  return isFixed ? (values['text'] ?? '') : render(plan.template.phrases[languageOf(plan)].message, values)
}

/** The size of an SMS as it would be sent, with what stands beneath its words. */
const sizeOf = (text: string, beneath: string) => {
  const unitsMax = limits.smsCharacters.max - beneath.length
  return {
    ...smsSizeOf(`${plainWords(text, unitsMax)}${beneath}`),
    cut: plainWords(text, Number.POSITIVE_INFINITY).length > unitsMax,
  }
}

const sizesOf = ({ deps }: Asked, plan: Plan, sms: string) => {
  const url = `${deps.publicAddress.now().url.replace(/\/+$/, '')}/a/${'x'.repeat(limits.answerTokenCharacters)}`
  return { sms, smsSize: sizeOf(sms, ''), smsSizeWithLink: sizeOf(sms, answerLine(languageOf(plan), url)) }
}

export const speechPreviewRoutes = (app: V1App, deps: V1Deps): void => {
  app.openapi(previewRoute, async (c) => {
    const input = c.req.valid('json')
    const asked: Asked = { deps, principal: c.get('principal'), input }
    const plan = await planOf(asked)
    const told: Told = { alerts: input.text === undefined ? await alertsOf(asked) : null, text: input.text }
    const { language, name } = plan.destinations[0] as Plan['destinations'][number]
    const values = (channel: Channel) => ({
      policy: plan.policyName,
      name,
      text: textOn(plan, channel, told),
      ...input.parameters,
    })
    const call = callOf(plan, told)
    const keys = input.keys ?? (call === 'button' ? ['1#', '7#', '9#'] : ['1'])
    const scenes = rehearse({ plan, alerts: told.alerts, values: values('phone'), keys })
    const { read } = (await deps.readings.readers(asked.principal.spaceId))[language]
    return c.json(
      {
        call,
        language,
        scenes: scenes.map((scene) => ({
          ...scene,
          lines: [...scene.lines],
          spoken: scene.lines.map((line) => cleanForSpeech(read(line))),
        })),
        ...sizesOf(asked, plan, smsOf(plan, told, values('sms'))),
      },
      200,
    )
  })
}
