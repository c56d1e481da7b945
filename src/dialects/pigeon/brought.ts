// Call flows and guidance that a request brings along instead of naming stored ones, read and checked: what they become is a
// policy and a template like any other, stored nowhere. Unknown members are ignored; what is wrong is named by its place.

import { z } from 'zod'
import { limits as contract } from '#contract/limits'
import { name, phrase, spokenText } from '#contract/text'
import type { PolicyDraft } from '#core/plan/policy'
import { fieldMessage } from '#words/field-messages'
import type { TemplateBody } from '#words/speech'
import { type Behavior, behaviors, broughtCallflow, contactName, limits } from './choices.ts'
import type { Caller } from './ports.ts'

export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly detail: string }

const behaviorNames = Object.keys(behaviors) as [Behavior, ...Behavior[]]

const reaction = z.object({ behavior: z.enum(behaviorNames), messageTemplate: phrase.nullish() })

const guidanceSchema = z.object({
  messageTemplate: spokenText,
  reactions: z.record(z.string().regex(/^[0-9]$/, 'must be one of 0 to 9'), reaction).nullish(),
})

const loopLimit = z
  .union(
    [
      z.int(),
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    ],
    { error: 'must be a whole number' },
  )
  .pipe(z.int().min(contract.loops.min).max(contract.loops.max))

const phoneNumber = z.string({ error: 'must be a string' }).min(1).max(40)

const contact = z.object({
  displayName: name.nullish(),
  phones: z.array(z.object({ phoneNumber })).min(1).max(limits.phonesPerContact.max),
})

const callflowSchema = z.object({
  loopLimit,
  contacts: z.array(contact).min(1).max(limits.contacts.max),
  transferTo: phoneNumber.nullish(),
})

/** The first thing that is wrong; the place is a path from `params` on. */
const detailOf = (error: z.ZodError, root: string): string => {
  const [issue] = error.issues
  const path = [root, ...(issue?.path ?? [])].map(String).join('.')
  return `${path}: ${fieldMessage(issue?.message ?? 'is not valid', 'en')}`
}

const read = <Schema extends z.ZodType>(schema: Schema, value: unknown, root: string): Reading<z.output<Schema>> => {
  const parsed = schema.safeParse(value)
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, detail: detailOf(parsed.error, root) }
}

export const readGuidance = (value: unknown): Reading<TemplateBody> => {
  const guidance = read(guidanceSchema, value, 'guidance')
  if (!guidance.ok) return guidance
  const { messageTemplate, reactions } = guidance.value
  const taken = Object.entries(reactions ?? {}).map(([key, { behavior, messageTemplate: say }]) => {
    const own = typeof say === 'string' ? { say } : {}
    return [key, { action: behaviors[behavior], ...own }] as const
  })
  return { ok: true, value: { message: messageTemplate, reactions: Object.fromEntries(taken) } }
}

/** What reads a number as people write it; null for one that must not be called, or is none. */
type ReadNumber = (raw: string) => string | null

type Callflow = z.output<typeof callflowSchema>
type Phones = Callflow['contacts'][number]['phones']

/** Numbers are named by their place: they are nobody's business in an error text. */
const readPhones = (phones: Phones, at: string, readNumber: ReadNumber): Reading<readonly string[]> => {
  const numbers: string[] = []
  for (const [index, { phoneNumber: raw }] of phones.entries()) {
    const number = readNumber(raw)
    if (number === null) return { ok: false, detail: `${at}.phones.${index}.phoneNumber: cannot be called` }
    numbers.push(number)
  }
  return { ok: true, value: numbers }
}

const readPeople = (contacts: Callflow['contacts'], readNumber: ReadNumber) => {
  const people: NonNullable<PolicyDraft['people']>[number][] = []
  for (const [index, { displayName, phones }] of contacts.entries()) {
    const numbers = readPhones(phones, `callflow.contacts.${index}`, readNumber)
    if (!numbers.ok) return numbers
    people.push({
      key: `contact-${index + 1}`,
      name: displayName ?? contactName(index),
      methods: numbers.value.map((address) => ({ channel: 'phone', address })),
    })
  }
  return { ok: true, value: people } as const
}

const readTransfer = (raw: string | null | undefined, readNumber: ReadNumber): Reading<string | null> => {
  if (raw === null || raw === undefined) return { ok: true, value: null }
  const number = readNumber(raw)
  return number === null ? { ok: false, detail: 'callflow.transferTo: cannot be called' } : { ok: true, value: number }
}

export const readCallflow = (
  value: unknown,
  { readNumber, caller }: { readonly readNumber: ReadNumber; readonly caller: Caller },
): Reading<PolicyDraft> => {
  const callflow = read(callflowSchema, value, 'callflow')
  if (!callflow.ok) return callflow
  const people = readPeople(callflow.value.contacts, readNumber)
  if (!people.ok) return people
  const transferTo = readTransfer(callflow.value.transferTo, readNumber)
  if (!transferTo.ok) return transferTo
  const steps = people.value.map(({ key }) => ({ destinations: [{ user: key }] }))
  return {
    ok: true,
    value: {
      ...broughtCallflow,
      people: people.value,
      fields: {
        kind: 'pigeon',
        steps,
        loops: { max: callflow.value.loopLimit },
        connection: caller.connection,
        from: caller.from,
        transferTo: transferTo.value ?? caller.transferTo,
      },
    },
  }
}
