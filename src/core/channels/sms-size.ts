// How much of an SMS a text takes. The GSM alphabet has 7 bits a character, with a second table behind an escape that takes one more;
// a single character outside both, as any Japanese text has, moves the whole text to 16 bits (UCS-2). What does not fit into one
// SMS is sent in parts, each a little shorter for the header that joins them, and each paid for.

export type SmsSize = {
  readonly encoding: 'gsm7' | 'ucs2'
  /** Septets of the GSM alphabet, or UTF-16 units. */
  readonly units: number
  /** SMS that are sent, and paid for; an empty text takes one. */
  readonly segments: number
  /** How many more units the last of them takes. */
  readonly left: number
}

/** 3GPP TS 23.038, 6.2.1: the default alphabet. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** 6.2.1.1: its extension, of which each character follows an escape. */
const extension = new Set('\f^{}\\[~]|€')

const room = { gsm7: { alone: 160, joined: 153 }, ucs2: { alone: 70, joined: 67 } } as const

/** What each character takes in the GSM alphabet; null where one has no place in it. */
const septetsOf = (characters: readonly string[]): readonly number[] | null => {
  const septets: number[] = []
  for (const one of characters) {
    if (!basic.has(one) && !extension.has(one)) return null
    septets.push(extension.has(one) ? 2 : 1)
  }
  return septets
}

type Filled = Pick<SmsSize, 'segments' | 'left'>

/** Neither an escape and what follows it nor the halves of a character are parted. */
const fill = (sizes: readonly number[], joined: number): Filled => {
  let segments = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > joined) {
      segments += 1
      used = 0
    }
    used += size
  }
  return { segments, left: joined - used }
}

export const smsSizeOf = (text: string): SmsSize => {
  const characters = Array.from(text)
  const septets = septetsOf(characters)
  const encoding = septets === null ? 'ucs2' : 'gsm7'
  const sizes = septets ?? characters.map(({ length }) => length)
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const { alone, joined } = room[encoding]
  const filled = units <= alone ? { segments: 1, left: alone - units } : fill(sizes, joined)
  return { encoding, units, ...filled }
}
