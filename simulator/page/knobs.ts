// The knobs of one phone, or of all phones: the same form twice. For one phone an empty field means "as the default".

import { button, element } from './element.ts'
import type { Field } from './fields.ts'
import { checkField, manyField, numberField, secondsField, selectField, textField } from './fields.ts'
import type { Behaviour, BehaviourPatch } from './types.ts'
import type { Words } from './words.ts'

export type KnobTarget = {
  words: Words
  /** What applies now. */
  behaviour: () => Behaviour
  /** What this phone overrides; null for the defaults of all phones. */
  overrides: () => BehaviourPatch | null
  /** `null` as a value takes an override away. */
  change: (patch: Record<string, unknown>) => void
}

export function knobForm(target: KnobTarget): Field {
  const groups = [answering(target), keySteps(target), speech(target), callbacks(target), sms(target)]
  const node = element('div', { class: 'knobs' }, ...groups.map((group) => group.node))
  return { node, update: () => groups.forEach((group) => group.update()) }
}

/** The value to show: one's own, or nothing when the default applies and is shown as placeholder. */
function own<K extends keyof Behaviour>(target: KnobTarget, key: K): Behaviour[K] | undefined {
  const overrides = target.overrides()
  return overrides === null ? target.behaviour()[key] : (overrides[key] as Behaviour[K] | undefined)
}

function timing(target: KnobTarget, key: 'afterMs' | 'hangUpAfterMs'): Field {
  return secondsField({
    label: target.words[key],
    get: () => own(target, key),
    set: (ms) => target.change({ [key]: ms ?? (target.overrides() === null && key === 'afterMs' ? 0 : null) }),
    placeholder: () =>
      inherited(
        target,
        (target.behaviour()[key] ?? null) === null ? '' : String((target.behaviour()[key] ?? 0) / 1000),
      ),
  })
}

function inherited(target: KnobTarget, value: string): string {
  return target.overrides() === null || value === '' ? '' : `${target.words.inherits} ${value}`
}

function answering(target: KnobTarget): Field {
  const { words } = target
  const inherits = target.overrides() === null ? {} : { '': words.inherits }
  return group([
    selectField({
      label: words.mode,
      options: { ...inherits, ...words.modes },
      get: () => own(target, 'mode') ?? '',
      set: (mode) => target.change({ mode: mode === '' ? null : mode }),
    }),
    timing(target, 'afterMs'),
    timing(target, 'hangUpAfterMs'),
    numberField({
      label: words.hangUpAtStep,
      get: () => own(target, 'hangUpAtStep'),
      set: (hangUpAtStep) => target.change({ hangUpAtStep }),
    }),
    selectField({
      label: words.sipCode,
      options: { '404': '404', '480': '480' },
      get: () => String(target.behaviour().sipCode),
      set: (code) => target.change({ sipCode: Number(code) }),
    }),
    checkField({
      label: words.callWaiting,
      get: () => target.behaviour().callWaiting,
      set: (callWaiting) => target.change({ callWaiting }),
    }),
  ])
}

function group(fields: readonly Field[]): Field {
  const node = element('div', { class: 'fields' }, ...fields.map((field) => field.node))
  return { node, update: () => fields.forEach((field) => field.update()) }
}

function speech(target: KnobTarget): Field {
  const { words } = target
  return group([
    numberField({
      label: words.msPerChar,
      get: () => own(target, 'msPerChar'),
      set: (ms) => target.change({ msPerChar: ms ?? (target.overrides() === null ? 0 : null) }),
      placeholder: () => inherited(target, String(target.behaviour().msPerChar)),
    }),
    textField({
      label: words.greeting,
      get: () => own(target, 'greeting') ?? '',
      set: (greeting) => target.change({ greeting: greeting === '' && target.overrides() !== null ? null : greeting }),
      placeholder: () => inherited(target, target.behaviour().greeting),
    }),
    selectField({
      label: words.answeredBy,
      options: Object.fromEntries([
        ['', words.truth],
        ...['human', 'machine_start', 'machine_end_beep', 'fax', 'unknown'].map((name) => [name, name]),
      ]),
      get: () => target.behaviour().answeredBy ?? '',
      set: (name) => target.change({ answeredBy: name === '' ? null : name }),
    }),
  ])
}

const events = ['initiated', 'ringing', 'answered', 'completed'] as const

function callbacks(target: KnobTarget): Field {
  const { words } = target
  const current = (): Behaviour['callbacks'] => target.behaviour().callbacks
  const change = (patch: Behaviour['callbacks']): void => target.change({ callbacks: { ...current(), ...patch } })
  return group([
    manyField({
      label: words.dropEvents,
      names: events,
      get: () => current().drop ?? [],
      set: (drop) => change({ drop }),
    }),
    manyField({
      label: words.duplicateEvents,
      names: [...events, 'voice', 'gather'],
      get: () => current().duplicate ?? [],
      set: (duplicate) => change({ duplicate }),
    }),
    numberField({
      label: words.dropNext,
      get: () => current().dropNext ?? null,
      set: (next) => change({ dropNext: next ?? 0 }),
    }),
    numberField({
      label: words.dropPercent,
      get: () => percentOf(current().dropProbability),
      set: (percent) => change({ dropProbability: Math.min(100, percent ?? 0) / 100 }),
    }),
    secondsField({
      label: words.delayMs,
      get: () => current().delayMs ?? null,
      set: (ms) => change({ delayMs: ms ?? 0 }),
    }),
    checkField({ label: words.reorder, get: () => current().reorder ?? false, set: (reorder) => change({ reorder }) }),
  ])
}

function percentOf(probability: number | undefined): number | null {
  return probability === undefined ? null : Math.round(probability * 100)
}

function sms(target: KnobTarget): Field {
  const { words } = target
  const current = (): Behaviour['sms'] => target.behaviour().sms
  return group([
    selectField({
      label: words.smsResult,
      options: words.smsResults,
      get: () => current().result ?? 'delivered',
      set: (result) => target.change({ sms: { ...current(), result } }),
    }),
    numberField({
      label: words.smsError,
      get: () => current().errorCode ?? null,
      set: (code) => {
        const { errorCode: _old, ...rest } = current()
        target.change({ sms: code === null ? rest : { ...rest, errorCode: code } })
      },
    }),
  ])
}

type Step = Behaviour['keys'][number]

/** Rows of "after hearing … wait … press …". */
function keySteps(target: KnobTarget): Field {
  const { words } = target
  const rows = element('div', { class: 'steps' })
  let shown = ''
  const save = (steps: readonly Step[]): void => target.change({ keys: steps })
  const draw = (): void => {
    const steps = target.behaviour().keys
    const next = JSON.stringify(steps)
    if (next === shown || rows.contains(document.activeElement)) return
    shown = next
    rows.replaceChildren(
      ...steps.map((step, at) => stepRow(words, step, (changed) => save(replaced(steps, at, changed)))),
    )
  }
  const add = button(words.keyAdd, {
    class: 'quiet',
    onclick: () => save([...target.behaviour().keys, { afterMs: 1000, press: '1' }]),
  })
  return { node: element('fieldset', {}, element('legend', {}, words.keys), rows, add), update: draw }
}

function replaced(steps: readonly Step[], at: number, step: Step | null): Step[] {
  return steps.flatMap((each, index) => (index === at ? (step ? [step] : []) : [each]))
}

function stepRow(words: Words, step: Step, change: (step: Step | null) => void): HTMLElement {
  const fields = [
    { label: words.keyHearing, value: step.afterHearing ?? '', set: (text: string) => ({ afterHearing: text }) },
    {
      label: words.keyAfter,
      value: String((step.afterMs ?? 0) / 1000),
      set: (text: string) => ({ afterMs: Number(text) * 1000 }),
    },
    { label: words.keyPress, value: step.press ?? '', set: (text: string) => ({ press: text }) },
  ]
  const inputs = fields.map(({ label, value, set }) => {
    const input = element('input', {
      value,
      'aria-label': label,
      placeholder: label,
      onchange: () => {
        const { afterHearing, ...rest } = { ...step, ...set(input.value) }
        input.blur()
        change({ ...rest, ...(afterHearing ? { afterHearing } : {}) })
      },
    })
    return input
  })
  const remove = button('×', {
    class: 'quiet',
    'aria-label': words.keyRemove,
    onclick: (event) => {
      ;(event.currentTarget as HTMLElement).blur()
      change(null)
    },
  })
  return element('div', { class: 'step' }, ...inputs, remove)
}
