// Attachments of incidents: sent as plain bytes with a name, or as a form; given back as a download, never as a page. What may
// be attached is known by the file's ending; its bytes are never looked at and never run.

import { AppError } from '#contract/errors'
import { cleanFileName, fileTypeOf } from '#contract/files'
import { byIncident, byPart, file, fileQuery } from '#contract/incidents'
import { limits } from '#contract/limits'
import { answerFile } from '#dialects/shared/file-answer'
import { readBytes } from '#dialects/shared/read-bytes'
import type { AppContext } from '#http/port'
import { showFile } from './incident-present.ts'
import { atOf, whereOf } from './incidents.ts'
import type { V1Deps } from './ports.ts'
import { answer, nothing, route, type V1App } from './route.ts'

const tags = ['incidents']
const bytes = { schema: { type: 'string', format: 'binary' } } as const
const form = {
  schema: {
    type: 'object' as const,
    properties: { file: { type: 'string' as const, format: 'binary' } },
    required: ['file'],
  },
}

const attachRoute = route('incidents:write', {
  method: 'post',
  path: '/v1/incidents/{ref}/files',
  tags,
  summary: 'Attach a file of at most 10 MiB',
  description: 'Either the bytes as the body, with `?name=`, or a form with one field `file`.',
  request: {
    params: byIncident,
    query: fileQuery,
    body: { content: { 'application/octet-stream': bytes, 'multipart/form-data': form }, required: true },
  },
  responses: { 201: answer(file, 'The file.') },
})
const readRoute = route('incidents:read', {
  method: 'get',
  path: '/v1/incidents/{ref}/files/{id}',
  tags,
  summary: 'Download a file',
  request: { params: byPart },
  responses: { 200: { description: 'Its bytes.', content: { 'application/octet-stream': bytes } } },
})
const detachRoute = route('incidents:write', {
  method: 'delete',
  path: '/v1/incidents/{ref}/files/{id}',
  tags,
  summary: 'Remove a file for good',
  request: { params: byPart },
  responses: { 204: nothing },
})

/** What a form adds around its file. */
const FORM_BYTES = 64 * 1_024
/** Each may hold ten MiB of memory while it comes in. */
const UPLOADS_MAX = 16
const RETRY_SECONDS = 5

type Sent = { readonly name: string; readonly content: Uint8Array }

const inForm = async (body: Uint8Array<ArrayBuffer>, type: string): Promise<Sent> => {
  const fields = await new Response(body, { headers: { 'Content-Type': type } }).formData().catch(() => {
    throw new AppError('incident.file_empty', { detail: 'the form cannot be read' })
  })
  const given = fields.get('file')
  if (given === null || typeof given === 'string') throw new AppError('incident.file_empty', { field: 'file' })
  return { name: given.name, content: new Uint8Array(await given.arrayBuffer()) }
}

/** @errors incident.file_too_large, incident.file_empty */
const sent = async (c: AppContext, name: string | undefined): Promise<Sent> => {
  const type = c.req.header('Content-Type') ?? ''
  const multipart = /^multipart\/form-data\b/i.test(type)
  const body = await readBytes(c.req.raw, limits.fileBytes.max + (multipart ? FORM_BYTES : 0))
  if (body === null) throw new AppError('incident.file_too_large')
  if (multipart) return inForm(body, type)
  if (name === undefined) throw new AppError('incident.file_empty', { field: 'name' })
  return { name, content: body }
}

/** @errors incident.file_empty, incident.file_too_large, incident.file_type, request.invalid */
const checked = ({ name, content }: Sent) => {
  if (content.byteLength < limits.fileBytes.min) throw new AppError('incident.file_empty')
  if (content.byteLength > limits.fileBytes.max) throw new AppError('incident.file_too_large')
  const clean = cleanFileName(name)
  if (clean === null || Array.from(clean).length > limits.fileNameCharacters.max) {
    throw new AppError('request.invalid', { field: 'name', detail: 'must be the name of a file' })
  }
  const mediaType = fileTypeOf(clean)
  if (mediaType === null) throw new AppError('incident.file_type', { detail: clean, field: 'name' })
  return { name: clean, mediaType, content }
}

export const incidentFileRoutes = (app: V1App, { incidents }: V1Deps): void => {
  let coming = 0
  app.openapi(attachRoute, async (c) => {
    const { ref } = c.req.valid('param')
    const who = c.get('principal')
    if (coming >= UPLOADS_MAX) throw new AppError('incident.file_busy', { retryAfterSeconds: RETRY_SECONDS })
    coming += 1
    try {
      const { number } = await incidents.find(whereOf(who), ref)
      const attached = await incidents.attach(atOf(who, ref), checked(await sent(c, c.req.valid('query').name)))
      return c.json(showFile(attached, number), 201, { Location: `/v1/incidents/${number}/files/${attached.id}` })
    } finally {
      coming -= 1
    }
  })
  app.openapi(readRoute, async (c) => {
    const { ref, id } = c.req.valid('param')
    return answerFile(c, await incidents.readFile(whereOf(c.get('principal')), ref, id))
  })
  app.openapi(detachRoute, async (c) => {
    const { ref, id } = c.req.valid('param')
    await incidents.detach(atOf(c.get('principal'), ref), id)
    return c.body(null, 204)
  })
}
