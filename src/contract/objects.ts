// Shapes that every resource of /v1 has in common: who manages an object, pages, references in the path, problems.

import { z } from '@hono/zod-openapi'
import { type ErrorCode, errorCodes } from './errors.ts'
import { limits } from './limits.ts'
import { instant, reference, sought } from './text.ts'

/** `file`: kept in a configuration file and changed only by applying it. `console`: everything else. */
export const managedBy = z.enum(['file', 'console'])

export const stamps = { managedBy, createdAt: instant, updatedAt: instant }

export const byReference = z.object({ ref: reference })

/** A place in a list may hold a word or a key of the longest kind, and a mark of the list. */
const CURSOR_MAX = 500
const WHOLE_MAX = 1_000

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(limits.pageSize.min).max(limits.pageSize.max).default(limits.pageSize.default),
  cursor: z.string().max(CURSOR_MAX).optional().openapi({ description: 'next of the page before' }),
})

/**
 * Of a list that was told at once before there were pages of it, and still is where no limit is named.
 * @param max how many lines a page may have, and has where no limit is named
 */
export const wholeQuery = (max: number = WHOLE_MAX) =>
  pageQuery.extend({ limit: z.coerce.number().int().min(limits.pageSize.min).max(max).default(max) })

export const searched = z
  .string()
  .trim()
  .max(200)
  .transform(sought)
  .optional()
  .openapi({ description: 'a part of the key or the name' })

/** Of what has a key and a name. */
export const objectsQuery = pageQuery.extend({ search: searched })

type Known = { readonly key: string; readonly name: string }

/** Whether something has the text in its key or name; capitals do not matter, as in the database. */
export const isSought =
  (search = '') =>
  ({ key, name }: Known): boolean =>
    [key, name].some((text) => text.toLowerCase().includes(search.toLowerCase()))

type Asked = { readonly limit: number; readonly cursor?: string | undefined; readonly search?: string | undefined }

/** A page as stores are asked for it. */
export const pageAsked = ({ limit, cursor, search = '' }: Asked) => ({
  limit,
  cursor: cursor ?? null,
  search: search === '' ? null : search,
})

/** Of a cursor that no page of the list gave. */
export const notAPlace = 'must be next of a page of this list'

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().openapi({ description: 'null on the last page' }) })

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]

/** RFC 9457, with a stable code. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.enum(codes),
    cure: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    instance: z.string().openapi({ description: 'names this one request: urn:noroshi:request:<request id>' }),
  })
  .openapi('Problem')
export type Problem = z.infer<typeof problem>
