// Reads a request's body up to a limit. One that says how long it is, is no longer than that: HTTP's parser sees to it. Any other is
// counted as it comes in, so that nothing larger is ever held.

/** Returns the bytes, or null when there are more of them. Rejects when the body breaks off. */
export const readBytes = async (request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> => {
  const announced = request.headers.get('Content-Length')
  if (Number(announced ?? 0) > maxBytes) return null
  const whole = announced !== null && request.headers.get('Transfer-Encoding') === null
  // Read at once: taken as a stream, a small body costs more than all that is done with it.
  return whole ? new Uint8Array(await request.arrayBuffer()) : count(request.body, maxBytes)
}

const count = async (body: Request['body'], maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (body === null) return new Uint8Array(0)
  const parts: Uint8Array[] = []
  let total = 0
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    total += part.value.byteLength
    if (total > maxBytes) {
      await reader.cancel()
      return null
    }
    parts.push(part.value)
  }
  return joined(parts, total)
}

const joined = (parts: readonly Uint8Array[], total: number): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(total)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}
