// How the command line names what an imagined person does: `answers:12:1`, one after another for the first call, the second, …
import { UsageError } from './failure.ts'

type Behaviour = { readonly does: string; readonly [field: string]: string | number }

const seconds = ['afterSeconds'] as const

/** The fields that may follow each name, in order; keys are text, the rest are seconds. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  no_answer: [],
  answers: ['afterSeconds', 'keys', 'pressAfterSeconds'],
  hangs_up: ['afterSeconds', 'talkSeconds'],
  voicemail: seconds,
  busy: [],
  rejects: seconds,
  refused: [],
  unreachable: [],
  any: [],
}

export const behaviourNames: readonly string[] = Object.keys(shapes)

const refuse = (text: string): UsageError =>
  new UsageError(
    { en: `"${text}" is nothing a person can do here`, ja: `「${text}」という振る舞いはありません` },
    {
      en: `One of: ${behaviourNames.join(', ')}; for example answers:12:1 (after 12 s, key 1)`,
      ja: `次のどれか: ${behaviourNames.join(', ')}。例: answers:12:1（12秒後に出て1を押す）`,
    },
  )

/** @throws UsageError */
export const behaviourOf = (text: string): Behaviour => {
  const [name = '', ...values] = text.split(':')
  const does = name.trim().replaceAll('-', '_')
  const shape = Object.hasOwn(shapes, does) ? shapes[does] : undefined
  if (shape === undefined || values.length > shape.length) throw refuse(text)
  const fields = values.map((value, place): readonly [string, string | number] => {
    const field = shape[place] ?? ''
    if (field === 'keys') return [field, value]
    if (!/^\d{1,4}(\.\d{1,3})?$/.test(value)) throw refuse(text)
    return [field, Number(value)] as const
  })
  return { does, ...(Object.fromEntries(fields) as Record<string, string | number>) }
}

/** Returns who does what, of `NAME=behaviour,behaviour`. @throws UsageError */
export const personOf = (text: string): { readonly user: string; readonly behaviours: readonly Behaviour[] } => {
  const [, user, what] = /^([^=]+)=(.+)$/s.exec(text) ?? []
  if (user === undefined || what === undefined)
    throw new UsageError({
      en: `--person takes NAME=behaviour, not "${text}"`,
      ja: `--person は 名前=振る舞い の形です（「${text}」は使えません）`,
    })
  return { user: user.trim(), behaviours: what.split(',').map(behaviourOf) }
}
