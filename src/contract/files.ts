// Which files may be attached to an incident: known by their ending, served as the type that goes with it. Nothing a browser
// would run or draw as a page of ours is among them, and every file is sent as a download all the same.

const office = 'application/vnd.openxmlformats-officedocument'

export const fileTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: `${office}.wordprocessingml.document`,
  xls: 'application/vnd.ms-excel',
  xlsx: `${office}.spreadsheetml.sheet`,
  ppt: 'application/vnd.ms-powerpoint',
  pptx: `${office}.presentationml.presentation`,
  txt: 'text/plain; charset=utf-8',
  log: 'text/plain; charset=utf-8',
  md: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  yaml: 'text/plain; charset=utf-8',
  yml: 'text/plain; charset=utf-8',
  eml: 'message/rfc822',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  zip: 'application/zip',
  gz: 'application/gzip',
  tgz: 'application/gzip',
  '7z': 'application/x-7z-compressed',
  pcap: 'application/vnd.tcpdump.pcap',
}

/** Returns the type a file of this name is kept and served as, or null when it may not be attached. */
export const fileTypeOf = (name: string): string | null => {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase()
  return ending !== undefined && Object.hasOwn(fileTypes, ending) ? (fileTypes[ending] ?? null) : null
}

/** Returns a file's name without folders, control characters and marks that turn it around, or null when nothing is left. */
export const cleanFileName = (name: string): string | null => {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const clean = last.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim()
  return clean === '' || /^\.+$/.test(clean) ? null : clean
}
