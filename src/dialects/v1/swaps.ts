// Swaps over /v1: people ask others to take their shift and answer for themselves; a schedule's are read by whoever reads it.

import { z } from '@hono/zod-openapi'
import { AppError } from '#contract/errors'
import { byReference } from '#contract/objects'
import { ownSwapsQuery, type Swap, swap, swapInput, swapPage, swapsQuery } from '#contract/swaps'
import { id } from '#contract/text'
import type { Principal } from '#http/port'
import type { SwapActor, SwapRecord } from './duty-ports.ts'
import { type Column, listed } from './listed.ts'
import { personOf } from './own-user.ts'
import type { V1Deps } from './ports.ts'
import { instant, instantOrNull } from './present.ts'
import { answer, body, ownRoute, type V1App } from './route.ts'

const tags = ['schedules']
const path = '/v1/session/swaps'
const byId = z.object({ id: z.string().pipe(id) })

const youIn = ({ from, asked }: SwapRecord, userId: string | null): Swap['you'] => {
  if (from.id === userId) return 'asking'
  return asked.some((one) => one.id === userId) ? 'asked' : null
}

const showSwap = (record: SwapRecord, userId: string | null): Swap => {
  const { fromMs, toMs, answeredAtMs, overrideId, createdAtMs, asked, declined, ...rest } = record
  return {
    ...rest,
    asked: [...asked],
    declined: [...declined],
    startsAt: instant(fromMs),
    endsAt: instant(toMs),
    answeredAt: instantOrNull(answeredAtMs),
    override: overrideId,
    you: youIn(record, userId),
    createdAt: instant(createdAtMs),
  }
}

const columns: readonly Column<Swap>[] = [
  ['schedule', (one) => one.schedule.name],
  ['person', (one) => one.from.name],
  ['duty', (one) => one.position],
  ['startsAt', (one) => one.startsAt],
  ['endsAt', (one) => one.endsAt],
  ['asked', (one) => one.asked.map(({ name }) => name)],
  ['state', (one) => one.state],
  ['takenBy', (one) => one.takenBy?.name ?? null],
  ['answeredAt', (one) => one.answeredAt],
  ['note', (one) => one.note],
  ['createdAt', (one) => one.createdAt],
  ['id', (one) => one.id],
]

const lists = (app: V1App, { swaps }: Pick<V1Deps, 'swaps'>): void => {
  listed(app, {
    needs: 'schedules:read',
    path: '/v1/schedules/{ref}/swaps',
    tags,
    summary: 'List the swaps asked for whose time is not over, newest first',
    params: byReference,
    query: swapsQuery,
    page: swapPage,
    columns,
    read: async (c, { limit, cursor = null, state = null, ref }) => {
      const { spaceId, userId } = c.get('principal')
      const { items, next } = await swaps.list(spaceId, ref, { limit, cursor, state })
      return { items: items.map((one) => showSwap(one, userId)), next }
    },
  })
  listed(app, {
    needs: null,
    path,
    tags,
    summary: 'Swaps one asked for, or is asked for; of the last 31 days and to come, newest first',
    query: ownSwapsQuery,
    page: swapPage,
    columns,
    read: async (c, { limit, cursor = null, state = null }) => {
      const principal = c.get('principal')
      const { userId } = actorOf(principal)
      const { items, next } = await swaps.own(principal.spaceId, userId, { limit, cursor, state })
      return { items: items.map((one) => showSwap(one, userId)), next }
    },
  })
}

const askRoute = ownRoute({
  method: 'post',
  path,
  tags,
  summary: 'Ask somebody, or anybody of the layer, to take a shift of one’s own',
  description: 'Whoever is asked is told by mail or chat. It ends by itself when the shift begins.',
  request: body(swapInput),
  responses: { 201: answer(swap, 'The request; nothing of the schedule has changed yet.') },
})
const acceptRoute = ownRoute({
  method: 'post',
  path: `${path}/{id}/accept`,
  tags,
  summary: 'Take the shift one is asked to take: it becomes an override at once',
  request: { params: byId },
  responses: { 200: answer(swap, 'Taken.') },
})
const declineRoute = ownRoute({
  method: 'post',
  path: `${path}/{id}/decline`,
  tags,
  summary: 'Decline; of several who are asked the others may still take it',
  request: { params: byId },
  responses: { 200: answer(swap, 'Declined.') },
})
const withdrawRoute = ownRoute({
  method: 'post',
  path: `${path}/{id}/withdraw`,
  tags,
  summary: 'Take one’s own request back',
  request: { params: byId },
  responses: { 200: answer(swap, 'Withdrawn.') },
})

/** @errors session.needed, account.password_must_change */
const actorOf = (principal: Principal): SwapActor => ({ userId: personOf(principal).userId, name: principal.name })

export const swapRoutes = (app: V1App, { swaps, wakeDuty }: V1Deps): void => {
  lists(app, { swaps })
  app.openapi(askRoute, async (c) => {
    const principal = c.get('principal')
    const actor = actorOf(principal)
    const { startsAt, endsAt, ...fields } = c.req.valid('json')
    const write = { ...fields, fromMs: Date.parse(startsAt), toMs: Date.parse(endsAt) }
    if (write.toMs <= write.fromMs)
      throw new AppError('request.invalid', { field: 'endsAt', detail: 'must be after startsAt' })
    const asked = await swaps.ask(principal.spaceId, actor, write)
    wakeDuty()
    return c.json(showSwap(asked, actor.userId), 201)
  })
  const act = async (principal: Principal, which: string, how: 'accept' | 'decline' | 'withdraw'): Promise<Swap> => {
    const actor = actorOf(principal)
    const done = await swaps[how](principal.spaceId, which, actor)
    wakeDuty()
    return showSwap(done, actor.userId)
  }
  app.openapi(acceptRoute, async (c) => c.json(await act(c.get('principal'), c.req.valid('param').id, 'accept'), 200))
  app.openapi(declineRoute, async (c) => c.json(await act(c.get('principal'), c.req.valid('param').id, 'decline'), 200))
  app.openapi(withdrawRoute, async (c) =>
    c.json(await act(c.get('principal'), c.req.valid('param').id, 'withdraw'), 200),
  )
}
