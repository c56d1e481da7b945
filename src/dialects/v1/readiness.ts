// Who would be reached now, and why not: of everybody, of one policy, and the policies in which somebody would not.

import { type PersonReadiness, policiesReadiness, readinessPage, readinessQuery } from '#contract/readiness'
import type { ReadinessProblem } from '#core/readiness'
import type { Language, Principal } from '#http/port'
import { readinessWords } from '#words/readiness'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { address, instantOrNull } from './present.ts'
import type { PersonReadiness as Judged } from './readiness-ports.ts'
import { answer, route, type V1App } from './route.ts'

const tags = ['readiness']

const policiesRoute = route('users:read', {
  method: 'get',
  path: '/v1/readiness/policies',
  tags,
  summary: 'Policies in which somebody cannot be reached',
  responses: { 200: answer(policiesReadiness, 'Those, and how many were looked at.') },
})

const told = (problems: readonly ReadinessProblem[], language: Language) =>
  problems.map((code) => ({ code, text: readinessWords[language][code] }))

const who = ({ id, key, name }: { readonly id: string; readonly key: string; readonly name: string }) => ({
  id,
  key,
  name,
})

type Viewer = { readonly principal: Principal; readonly language: Language }

const show = ({ user, readiness, state, triedAtMs }: Judged, { principal, language }: Viewer): PersonReadiness => ({
  user: who(user),
  state,
  problems: told(readiness.problems, language),
  methods: user.methods.map((method, place) => ({
    id: method.id,
    channel: method.channel,
    label: method.label,
    address: address(method.address, principal),
    usable: readiness.methods[place]?.usable ?? false,
    verification: method.verification.state,
    triedAt: instantOrNull(triedAtMs[place] ?? null),
    problems: told(readiness.methods[place]?.problems ?? [], language),
  })),
})

/** Of the person, and of each of their methods. */
const problemsOf = ({ problems, methods }: PersonReadiness): readonly string[] => [
  ...problems.map(({ text }) => text),
  ...methods.flatMap((method) => method.problems.map(({ text }) => `${method.label}: ${text}`)),
]

const list = (app: V1App, { readiness }: Pick<V1Deps, 'readiness'>): void =>
  listed(app, {
    needs: 'users:read',
    path: '/v1/readiness',
    tags,
    summary: 'Who would be reached now, by what, and why not',
    query: readinessQuery,
    page: readinessPage,
    says: 'A page, by key.',
    columns: [
      ['key', (one) => one.user.key],
      ['name', (one) => one.user.name],
      ['state', (one) => one.state],
      ['problems', (one) => problemsOf(one)],
      ['methods', (one) => one.methods.map(({ channel, address: shown }) => `${channel} ${shown}`)],
    ],
    read: async (c, query) => {
      const { limit, cursor = null, policy = null, state = null, problem = null, search = '' } = query
      const viewer = { principal: c.get('principal'), language: c.get('language') }
      const filter = { policy, state, problem, search: search === '' ? null : search }
      const { items, next } = await readiness.list(viewer.principal.spaceId, { limit, cursor }, filter)
      return { items: items.map((one) => show(one, viewer)), next }
    },
  })

export const readinessRoutes = (app: V1App, { readiness }: V1Deps): void => {
  list(app, { readiness })
  app.openapi(policiesRoute, async (c) => {
    const { checked, items } = await readiness.policies(c.get('principal').spaceId)
    const language = c.get('language')
    const shown = items.map(({ policy, nobody, people }) => ({
      policy: who(policy),
      nobody,
      people: people.map(({ user, problems }) => ({ user: who(user), problems: told(problems, language) })),
    }))
    return c.json({ checked, items: shown }, 200)
  })
}
