// Where an attachment can be read by whoever has its path: a part of it cannot be guessed, and the name at its end is only for
// people and their browsers.

import type { FileRecord } from '#core/incident/records'

export const filePath = (incident: number, { secret, name }: Pick<FileRecord, 'secret' | 'name'>): string =>
  `/files/incident/${incident}/${secret}/${encodeURIComponent(name)}`
