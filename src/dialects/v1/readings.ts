// Readings (再生メッセージ置き換え設定): how words are spoken, the rules for what speech engines read badly, what is said of a
// text, and which words have been said lately that have no reading.

import { AppError } from '#contract/errors'
import {
  byReading,
  type Reading,
  type ReadingPreview,
  reading,
  readingInput,
  readingPage,
  readingPatch,
  readingPreview,
  readingPreviewInput,
  readingRulePatch,
  readingRuleSet,
  readingSuggestions,
  readingSuggestionsQuery,
  readingsQuery,
} from '#contract/readings'
import type { Explained } from '#core/speech/normalise'
import { checkEntry, type Entry } from '#core/speech/readings'
import { createSuggester } from '#core/speech/suggest'
import { may, needs } from '#http/port'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { instant } from './present.ts'
import { readingListRoutes } from './reading-list.ts'
import type { ReadingRecord } from './reading-ports.ts'
import { problemWords } from './reading-problems.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { given } from './users.ts'

const tags = ['readings']

const createRoute = route('readings:write', {
  method: 'post',
  path: '/v1/readings',
  tags,
  summary: 'Give a word a reading',
  request: body(readingInput),
  responses: { 201: answer(reading, 'The new reading.') },
})
const putRoute = route('readings:write', {
  method: 'put',
  path: '/v1/readings',
  tags,
  summary: 'Set the reading of a word, whether or not it has one',
  request: body(readingInput),
  responses: { 200: answer(reading, 'The reading as it is now.'), 201: answer(reading, 'The new reading.') },
})
const getRoute = route('readings:read', {
  method: 'get',
  path: '/v1/readings/{id}',
  tags,
  summary: 'Read a reading',
  request: { params: byReading },
  responses: { 200: answer(reading, 'The reading.') },
})
const updateRoute = route('readings:write', {
  method: 'patch',
  path: '/v1/readings/{id}',
  tags,
  summary: 'Change a reading; what is left out stays',
  request: { params: byReading, ...body(readingPatch) },
  responses: { 200: answer(reading, 'The reading as it is now.') },
})
const removeRoute = route('readings:write', {
  method: 'delete',
  path: '/v1/readings/{id}',
  tags,
  summary: 'Delete a reading',
  request: { params: byReading },
  responses: { 204: nothing },
})
const rulesRoute = route('readings:read', {
  method: 'get',
  path: '/v1/readings/rules',
  tags,
  summary: 'Which rules for what speech engines read badly are on',
  responses: { 200: answer(readingRuleSet, 'By language.') },
})
const setRulesRoute = route('readings:write', {
  method: 'patch',
  path: '/v1/readings/rules',
  tags,
  summary: 'Switch rules on or off; what is left out stays',
  request: body(readingRulePatch),
  responses: { 200: answer(readingRuleSet, 'As they are now.') },
})
const previewRoute = route('readings:read', {
  method: 'post',
  path: '/v1/readings/preview',
  tags,
  summary: 'What is said of a text, and which readings and rules make it so',
  request: body(readingPreviewInput),
  responses: { 200: answer(readingPreview, 'What a call would say now.') },
})
const suggestionsRoute = route('readings:read', {
  method: 'get',
  path: '/v1/readings/suggestions',
  tags,
  summary:
    'Words without a reading, of the newest callouts and alerts, the most frequent first; needs callouts:read as well',
  request: { query: readingSuggestionsQuery },
  responses: { 200: answer(readingSuggestions, 'Capitals, and the words host names are made of.') },
})

const showReading = (record: ReadingRecord): Reading => {
  const { createdAtMs, updatedAtMs, ...rest } = record
  return { ...rest, createdAt: instant(createdAtMs), updatedAt: instant(updatedAtMs) }
}

/** @errors reading.invalid */
const checked = (entry: Entry, language: 'ja' | 'en'): Entry => {
  const result = checkEntry(entry)
  if (result.ok) return result.entry
  const field = result.code.startsWith('word') ? 'word' : 'reading'
  throw new AppError('reading.invalid', { field, detail: problemWords(result.code, language) })
}

/** A side that is left out is looked at as if it were fine. @errors reading.invalid */
const checkedPatch = (patch: Partial<Entry>, language: 'ja' | 'en'): Partial<Entry> => {
  const { word, reading: spoken } = checked({ word: patch.word ?? '-', reading: patch.reading ?? '-' }, language)
  return {
    ...(patch.word === undefined ? {} : { word }),
    ...(patch.reading === undefined ? {} : { reading: spoken }),
  }
}

const showParts = ({ text, parts }: Explained): ReadingPreview['parts'] =>
  parts.map(({ start, end, spoken, rule, entries }) => ({
    start,
    end,
    text: text.slice(start, end),
    spoken,
    rule,
    readings: entries.map(({ word, reading: said }) => ({ word, reading: said })),
  }))

/** So many texts are looked at before others have their turn. */
const TEXTS_AT_ONCE = 25

const singleRoutes = (app: V1App, { readings }: V1Deps): void => {
  list(app, { readings })
  app.openapi(createRoute, async (c) => {
    const { language, ...entry } = c.req.valid('json')
    const write = { language, ...checked(entry, c.get('language')) }
    const created = await readings.create(c.get('principal').spaceId, write)
    return c.json(showReading(created), 201, { Location: `/v1/readings/${created.id}` })
  })
  app.openapi(putRoute, async (c) => {
    const { language, ...entry } = c.req.valid('json')
    const write = { language, ...checked(entry, c.get('language')) }
    const { created, record } = await readings.put(c.get('principal').spaceId, write)
    return c.json(showReading(record), created ? 201 : 200, { Location: `/v1/readings/${record.id}` })
  })
  app.openapi(getRoute, async (c) =>
    c.json(showReading(await readings.get(c.get('principal').spaceId, c.req.valid('param').id)), 200),
  )
  app.openapi(updateRoute, async (c) => {
    const patch = checkedPatch(given(c.req.valid('json')), c.get('language'))
    return c.json(showReading(await readings.update(c.get('principal').spaceId, c.req.valid('param').id, patch)), 200)
  })
  app.openapi(removeRoute, async (c) => {
    await readings.remove(c.get('principal').spaceId, c.req.valid('param').id)
    return c.body(null, 204)
  })
}

const wholeRoutes = (app: V1App, { readings }: V1Deps): void => {
  app.openapi(rulesRoute, async (c) => c.json(await readings.switches(c.get('principal').spaceId), 200))
  app.openapi(setRulesRoute, async (c) =>
    c.json(await readings.setSwitches(c.get('principal').spaceId, given(c.req.valid('json'))), 200),
  )
  app.openapi(previewRoute, async (c) => {
    const { text, language } = c.req.valid('json')
    const readers = await readings.readers(c.get('principal').spaceId)
    const explained = readers[language].explain(text)
    const { text: clean, spoken } = explained
    return c.json({ language, text: clean, spoken, parts: showParts(explained) }, 200)
  })
  // Words are parts of texts: whoever may not read those sees none of them.
  app.use('/v1/readings/suggestions', needs('callouts:read'))
  app.openapi(suggestionsRoute, async (c) => {
    const principal = c.get('principal')
    const { spaceId, projectId } = principal
    const { language, limit } = c.req.valid('query')
    const suggester = createSuggester((await readings.readers(spaceId))[language])
    const called = await readings.recentTexts(spaceId, projectId)
    const seen = may(principal, 'alerts:read') ? await readings.recentAlertTexts(spaceId) : []
    const texts = [...called, ...seen]
    for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
      for (const text of texts.slice(at, at + TEXTS_AT_ONCE)) suggester.add(text)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return c.json({ language, texts: texts.length, items: [...suggester.best(limit)] }, 200)
  })
}

const list = (app: V1App, { readings }: Pick<V1Deps, 'readings'>): void =>
  listed(app, {
    needs: 'readings:read',
    path: '/v1/readings',
    tags,
    summary: 'List or search readings by language and word',
    query: readingsQuery,
    page: readingPage,
    columns: [
      ['language', (one) => one.language],
      ['word', (one) => one.word],
      ['reading', (one) => one.reading],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { limit, cursor = null, language = null, search = '' } = query
      const filter = { language, search: search === '' ? null : search }
      const { items, next } = await readings.list(c.get('principal').spaceId, { limit, cursor }, filter)
      return { items: items.map(showReading), next }
    },
  })

export const readingRoutes = (app: V1App, deps: V1Deps): void => {
  // Names before ids.
  wholeRoutes(app, deps)
  readingListRoutes(app, deps)
  singleRoutes(app, deps)
}
