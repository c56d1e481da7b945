// Policies (連絡網): whom to call, how, how often, and what ends it. References are keys or ids going in, and keys coming
// out where the object still exists; defaults come from the policy's kind.

import { z } from '@hono/zod-openapi'
import { simpleCall, smsText } from './alert-forms.ts'
import { keptContents } from './contents.ts'
import {
  channels,
  limits,
  methodChoices,
  policyKinds,
  policyModes,
  stopRules,
  thinningKinds,
  unreachedKinds,
} from './limits.ts'
import { stamps } from './objects.ts'
import { id, key, name, reference } from './text.ts'

const between = (limit: { min: number; max: number }) => z.number().min(limit.min).max(limit.max)
const whole = (limit: { min: number; max: number }) => z.int().min(limit.min).max(limit.max)

const destination = z
  .strictObject({
    user: reference.optional(),
    group: reference.optional(),
    project: reference.optional(),
    schedule: reference.optional(),
    position: key.optional().openapi({ description: 'one of the schedule’s; without it all of them' }),
    inTurn: z.boolean().optional(),
    channel: z.enum(channels).optional(),
    methodLabel: name.optional(),
    methods: z.enum(methodChoices).optional(),
  })
  .refine((one) => [one.user, one.group, one.project, one.schedule].filter((ref) => ref !== undefined).length === 1, {
    error: 'either a user, a group, a project or a schedule',
    path: ['user'],
  })
  .refine((one) => one.inTurn === undefined || one.group !== undefined || one.project !== undefined, {
    error: 'only the members of a group or a project can be called in turn',
    path: ['inTurn'],
  })
  .refine((one) => one.position === undefined || one.schedule !== undefined, {
    error: 'only a schedule has positions',
    path: ['position'],
  })
  .refine((one) => one.schedule === undefined || (one.channel ?? 'phone') === 'phone', {
    error: 'whoever is on duty is called by phone',
    path: ['channel'],
  })
  .refine((one) => one.methods === undefined || one.schedule === undefined, {
    error: 'whoever is on duty is called by one method',
    path: ['methods'],
  })
  .refine((one) => one.methodLabel === undefined || one.methods === undefined, {
    error: 'either one method by its label, or methods',
    path: ['methods'],
  })
  .refine((one) => one.methods !== 'own' || one.channel === undefined, {
    error: 'somebody’s own order names the channels',
    path: ['channel'],
  })
  .openapi('PolicyDestination', {
    description:
      'A user, or everybody in a group or on a project (on the default project, where nobody was put into it, everybody): at the same time, or with inTurn one after another; or whoever is on duty when the step is reached. Without a label: the user’s default method of the channel (phone), or with methods all each of them, one after another; with methods own those that are their defaults, on whichever channels, in their own order and with their own waits.',
  })

const step = z
  .strictObject({
    destinations: z.array(destination).max(limits.destinationsPerPolicy.max),
    waitSeconds: between(limits.waitSeconds).optional(),
  })
  .openapi('PolicyStep')

export const buttonCall = z
  .strictObject({
    acknowledges: z.boolean().optional().openapi({ description: 'offers 3#: acknowledge what was heard, and end' }),
    downtimeMinutes: whole(limits.downtimeMinutes)
      .nullable()
      .optional()
      .openapi({ description: 'offers 5#: put what was heard into downtime for so long, and end' }),
  })
  .nullable()
  .optional()
  .openapi({
    description:
      'tells alerts by a button call (1# 7# 8# 2# 3# 9#); null: as a message. On by itself for X-MON’s kinds',
  })

const fields = {
  kind: z.enum(policyKinds).optional(),
  mode: z.enum(policyModes).optional(),
  loops: z
    .strictObject({
      max: whole(limits.loops).optional(),
      intervalSeconds: between(limits.loopIntervalSeconds).optional(),
    })
    .optional(),
  ringSeconds: between(limits.ringSeconds).optional(),
  callMaxSeconds: between(limits.callMaxSeconds)
    .optional()
    .openapi({ description: 'after this a call is cut; ten minutes when not given' }),
  redial: z
    .strictObject({
      max: whole(limits.redials).optional(),
      intervalSeconds: between(limits.redialIntervalSeconds).optional(),
      on: z.array(z.enum(unreachedKinds)).optional(),
    })
    .optional(),
  buttonCall,
  simpleCall,
  smsText,
  stop: z.enum(stopRules).optional(),
  deliveredIsEnough: z.boolean().optional(),
  endsOnRecovery: z.boolean().optional(),
  otherChannels: z.boolean().optional().openapi({
    description:
      'whoever is to be reached on a channel that does not work at all is written to on their other default contact methods; on by itself but for the kinds of the systems replaced',
  }),
  connection: reference.nullable().optional(),
  from: z
    .string()
    .max(40)
    .nullable()
    .optional()
    .openapi({ description: 'the caller id, a number the connection owns' }),
  transferTo: z
    .string()
    .max(40)
    .nullable()
    .optional()
    .openapi({ description: 'whom a transfer key connects people to; masked without numbers:read' }),
  template: reference.nullable().optional(),
  escalatesTo: reference.nullable().optional(),
  priority: whole(limits.priority).optional(),
  texts: keptContents.optional().openapi({ description: 'said on a channel where a request brings nothing for it' }),
  thinning: z
    .strictObject({ seconds: whole(limits.thinningSeconds), by: z.enum(thinningKinds).default('policy') })
    .nullable()
    .optional()
    .openapi({ description: 'merges what follows a started callout within so many seconds into it; off without it' }),
}

const when = z.strictObject({ calendar: reference, condition: key })

const reminder = z
  .strictObject({
    afterMinutes: whole(limits.reminderMinutes),
    times: whole(limits.reminderTimes).optional(),
    acknowledgerFirst: z.boolean().optional(),
  })
  .nullable()
  .optional()
  .openapi({
    description:
      'what is acknowledged and not resolved comes back so many minutes later, three times at most where nothing else is said: first to whoever acknowledged it, then to everybody; off without it',
  })

const later = z
  .array(
    z
      .strictObject({
        fromPriority: whole(limits.priority).optional(),
        seconds: whole(limits.laterSeconds).optional(),
        until: when.optional(),
      })
      .refine(({ seconds, until }) => (seconds === undefined) !== (until === undefined), {
        error: 'either seconds or until',
      }),
  )
  .max(limits.laterRules.max)
  .optional()
  .openapi({
    description:
      'callouts of fromPriority and less urgent ones (higher numbers) begin later: so many seconds after they are started, or when a condition of a calendar holds next, after 14 days at the latest; of several rules that fit the first',
  })

const variant = z
  .strictObject({
    name,
    when,
    mode: fields.mode,
    steps: z.array(step).min(limits.steps.min).max(limits.steps.max).optional(),
    loops: fields.loops,
    ringSeconds: fields.ringSeconds,
    callMaxSeconds: fields.callMaxSeconds,
    redial: fields.redial,
    stop: fields.stop,
    deliveredIsEnough: fields.deliveredIsEnough,
    endsOnRecovery: fields.endsOnRecovery,
    template: fields.template,
    priority: fields.priority,
    texts: fields.texts,
  })
  .openapi('PolicyVariant', {
    description:
      'What the policy does otherwise while the condition of the calendar holds when a callout begins; what is left out is as in the policy.',
  })

const variants = z
  .array(variant)
  .max(limits.variantsPerPolicy.max)
  .refine((all) => new Set(all.map((one) => one.name)).size === all.length, { error: 'each name only once' })
  .optional()
  .openapi({ description: 'of several that apply the first; the policy itself where none does' })

/** Unique in its space: executions may name a policy by it, also as a part of an address, where dots alone would lead elsewhere. */
const policyName = name.refine((text) => !/^\.+$/.test(text), { error: 'must not be dots only' })

const steps = z.array(step).max(limits.steps.max)

export const policyInput = z
  .strictObject({ key, name: policyName, steps, ...fields, reminder, later, variants })
  .openapi('PolicyInput')
export const policyPatch = z
  .strictObject({
    key: key.optional(),
    name: policyName.optional(),
    steps: steps.optional(),
    ...fields,
    reminder,
    later,
    variants,
  })
  .openapi('PolicyPatch')

export const finding = z
  .object({
    code: z.string(),
    message: z.string(),
    step: z.int().nullable(),
    destination: z.int().nullable(),
    user: z.string().nullable(),
    group: z.string().nullable(),
    channel: z.string().nullable(),
    variant: z.string().optional().openapi({ description: 'in which variant; absent: in the policy itself' }),
    policy: z.string().nullable().optional().openapi({ description: 'in which policy, where it is one of several' }),
  })
  .openapi('Finding', { description: 'something to know although the policy can be followed; places count from 1' })

export const policy = z
  .object({
    id,
    key: z.string(),
    name: z.string(),
    steps: z.array(step),
    ...fields,
    reminder,
    later,
    variants,
    ...stamps,
  })
  .openapi('Policy')

export const policyCheck = z
  .object({
    ok: z.boolean(),
    code: z.string().nullable(),
    message: z.string().nullable(),
    findings: z.array(finding),
    parameters: z.array(z.string()).openapi({ description: 'names a callout must bring beside its text' }),
    destinations: z.int(),
  })
  .openapi('PolicyCheck')

export type PolicyInput = z.output<typeof policyInput>
export type Policy = z.infer<typeof policy>
export type PolicyFields = Omit<PolicyInput, 'key' | 'name'>
