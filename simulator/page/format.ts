// Numbers and times as people read them.

/** +819001230001 as +81-90-0123-0001: read in groups, never as one long row of digits. */
export function readable(number: string): string {
  const mobile = /^\+81([5-9]0)(\d{4})(\d{4})$/.exec(number)
  return mobile ? `+81-${mobile[1]}-${mobile[2]}-${mobile[3]}` : number
}

/** 03:12:05, by the reader's own clock. */
export function clockText(ms: number): string {
  return new Date(ms).toLocaleTimeString('ja-JP', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
}
