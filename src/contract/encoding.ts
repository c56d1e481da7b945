// Texts from files of others, in the encodings spreadsheets and Windows in Japan write.

/** Returns null where the bytes are not of the encoding. @param encoding as TextDecoder names it */
export const decodeAs = (bytes: Uint8Array, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** UTF-16 by its mark; else UTF-8, for what is valid UTF-8 is nothing else; else Shift_JIS. Null where it is none of them. */
export const decodeGuessed = (bytes: Uint8Array): string | null =>
  bytes[0] === 0xff && bytes[1] === 0xfe
    ? decodeAs(bytes, 'utf-16le')
    : (decodeAs(bytes, 'utf-8') ?? decodeAs(bytes, 'shift_jis'))
