// Overrides (当番の変更) over /v1: made and taken back from day to day, also where the schedule itself is kept in a file.

import { z } from '@hono/zod-openapi'
import { AppError } from '#contract/errors'
import { byReference, pageOf } from '#contract/objects'
import { type Override, override, overrideInput, overridesQuery } from '#contract/schedules'
import { id } from '#contract/text'
import type { OverrideRecord } from './duty-ports.ts'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'

const tags = ['schedules']

const showOverride = (record: OverrideRecord): Override => ({
  id: record.id,
  position: record.position,
  kind: record.kind,
  user: record.user,
  by: record.by,
  startsAt: instant(record.fromMs),
  endsAt: instant(record.toMs),
  note: record.note,
  createdBy: record.createdBy,
  createdAt: instant(record.createdAtMs),
})

const createRoute = route('schedules:write', {
  method: 'post',
  path: '/v1/schedules/{ref}/overrides',
  tags,
  summary: 'Put somebody on duty, take somebody off, or let one stand in for another',
  description: 'Of two that concern one person the later counts; two that replace each other are a swap.',
  request: { params: byReference, ...body(overrideInput) },
  responses: { 201: answer(override, 'The override; it holds at once here, within a second on other nodes.') },
})
const removeRoute = route('schedules:write', {
  method: 'delete',
  path: '/v1/schedules/{ref}/overrides/{id}',
  tags,
  summary: 'Take an override back',
  request: { params: byReference.extend({ id: z.string().pipe(id) }) },
  responses: { 204: nothing },
})

const list = (app: V1App, { overrides }: Pick<V1Deps, 'overrides'>): void =>
  listed(app, {
    needs: 'schedules:read',
    path: '/v1/schedules/{ref}/overrides',
    tags,
    summary: 'List the overrides that are not over, in the order they were made',
    params: byReference,
    query: overridesQuery,
    page: pageOf(override),
    columns: [
      ['kind', (one) => one.kind],
      ['role', (one) => one.position],
      ['user', (one) => one.user?.key ?? null],
      ['standIn', (one) => one.by?.key ?? null],
      ['beginsAt', (one) => one.startsAt],
      ['endsAt', (one) => one.endsAt],
      ['note', (one) => one.note],
      ['createdBy', (one) => one.createdBy],
      ['createdAt', (one) => one.createdAt],
      ['id', (one) => one.id],
    ],
    read: async (c, { limit, cursor = null, user = null, ref }) => {
      const { items, next } = await overrides.list(c.get('principal').spaceId, ref, { limit, cursor, user })
      return { items: items.map(showOverride), next }
    },
  })

export const overrideRoutes = (app: V1App, { overrides, nowMs }: V1Deps): void => {
  list(app, { overrides })
  app.openapi(createRoute, async (c) => {
    const { startsAt, endsAt, ...fields } = c.req.valid('json')
    const fromMs = startsAt === null ? nowMs() : Date.parse(startsAt)
    const toMs = Date.parse(endsAt)
    if (toMs <= Math.max(fromMs, nowMs()))
      throw new AppError('request.invalid', { field: 'endsAt', detail: 'must be in the future and after startsAt' })
    const { spaceId, name: createdBy } = c.get('principal')
    const write = { ...fields, fromMs, toMs, createdBy }
    return c.json(showOverride(await overrides.create(spaceId, c.req.valid('param').ref, write)), 201)
  })
  app.openapi(removeRoute, async (c) => {
    const { ref, id: override } = c.req.valid('param')
    await overrides.remove(c.get('principal').spaceId, ref, override)
    return c.body(null, 204)
  })
}
