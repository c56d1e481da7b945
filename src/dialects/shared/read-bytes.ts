// Reads a request's body up to a limit, counting as it comes in: nothing larger is ever held, whatever its length claims.

/** Returns the bytes, or null when there are more of them. */
export const readBytes = async (request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> => {
  if (Number(request.headers.get('Content-Length') ?? 0) > maxBytes) return null
  if (request.body === null) return new Uint8Array(0)
  const parts: Uint8Array[] = []
  let total = 0
  const reader = (request.body as ReadableStream<Uint8Array>).getReader()
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
