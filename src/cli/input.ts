// Reading standard input: all of it as text, or one line as the answer to a question.
import type { Input, Words } from './deps.ts'
import { UsageError } from './failure.ts'

const tooLong = (bytesMax: number): Words => ({
  en: `Standard input holds more than ${bytesMax} bytes`,
  ja: `標準入力が ${bytesMax} バイトを超えています`,
})

/** @throws UsageError when there is more than `bytesMax` */
export async function readAll(input: Input, bytesMax: number): Promise<string> {
  return Buffer.from(await readAllBytes(input, bytesMax)).toString('utf8')
}

/** @throws UsageError when there is more than `bytesMax` */
export async function readAllBytes(input: Input, bytesMax: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of input) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    size += bytes.length
    if (size > bytesMax) throw new UsageError(tooLong(bytesMax))
    chunks.push(bytes)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

/** Returns the next line typed, without its end; empty when the input is over. */
export async function readLine(input: Input): Promise<string> {
  let text = ''
  for await (const chunk of input) {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
    if (text.includes('\n')) break
  }
  return text.split('\n', 1)[0]?.trim() ?? ''
}
