// Sends a request as the bytes it is, for what a fetch would tidy up: headers without a space after the colon, paths that are
// no paths, bodies that say something else than their headers.
import { connect } from 'node:net'

export type RawAnswer = {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

const parse = (all: string): RawAnswer => {
  const [head = '', ...rest] = all.split('\r\n\r\n')
  const [line = '', ...lines] = head.split('\r\n')
  const headers = new Map(
    lines.map((one) => {
      const [name = '', value = ''] = one.split(/:\s*(.*)/s)
      return [name.toLowerCase(), value] as const
    }),
  )
  const body = rest.join('\r\n\r\n')
  const chunked = headers.get('transfer-encoding') === 'chunked'
  return { status: Number(line.split(' ')[1]), headers, text: chunked ? unchunked(body) : body }
}

const unchunked = (body: string): string =>
  body
    .split('\r\n')
    .filter((_part, index) => index % 2 === 1)
    .join('')

/** @param head request line and headers, without the length and the end, which are added */
export const sendRaw = (url: string, head: readonly string[], body: string | Uint8Array = ''): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port) })
    const sent = Buffer.from(body as string)
    let text = ''
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(parse(text)))
    socket.write(`${[...head, `Content-Length: ${sent.byteLength}`, 'Connection: close'].join('\r\n')}\r\n\r\n`)
    socket.write(sent)
  })
