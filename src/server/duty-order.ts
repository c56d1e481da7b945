// What somebody is told of their duty, as a callout of its own: so that it is recorded, explained and listed like any other.

import type { ContactMethod, Person, PolicyDraft } from '#core/plan/policy'
import type { StartOrder } from '#dialects/shared/starter'
import { type DutyMessage, dutyWords } from '#words/duty-notices'

type Told = {
  readonly spaceId: string
  readonly person: Person
  readonly methods: readonly ContactMethod[]
  readonly message: DutyMessage
  /** Names this one for ever. */
  readonly key: string
}

/** Nothing is to be answered: handed over is enough. */
const draftOf = ({ person, methods }: Told): PolicyDraft => ({
  key: 'duty',
  name: dutyWords[person.language].name,
  fields: {
    steps: [{ destinations: methods.map(({ channel, label }) => ({ user: person.id, channel, methodLabel: label })) }],
    stop: 'none',
    loops: { max: 1 },
    redial: { max: 0 },
    deliveredIsEnough: true,
    otherChannels: false,
  },
})

/** What keeps them from being contacted was asked before; the words are said as they are. */
export const noticeOrder = (told: Told): StartOrder => {
  const { spaceId, methods, message, key } = told
  const { subject, text } = message
  const contents = Object.fromEntries(methods.map(({ channel }) => [channel, { subject, body: text }]))
  return {
    spaceId,
    projectId: null,
    policy: { inline: draftOf(told) },
    template: null,
    cause: { kind: 'text', text: subject, contents },
    parameters: {},
    missingParameters: 'say_nothing',
    priority: null,
    createdBy: 'duty',
    purpose: 'duty',
    idempotency: { key, fingerprint: key },
  }
}
