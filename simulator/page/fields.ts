// Labelled inputs that apply themselves as soon as they are changed. Each can be brought up to date from outside, except
// while somebody is typing in it.

import { element } from './element.ts'

export type Field = { node: HTMLElement; update(): void }

let count = 0

function labelled(label: string, input: HTMLInputElement | HTMLSelectElement): HTMLElement {
  count += 1
  input.id = `field-${count}`
  return element('div', { class: 'field' }, element('label', { for: input.id }, label), input)
}

const isBusy = (input: HTMLElement): boolean => document.activeElement === input

export type SelectOptions = {
  label: string
  options: Record<string, string>
  get: () => string
  set: (value: string) => void
}

export function selectField({ label, options, get, set }: SelectOptions): Field {
  const choices = Object.entries(options).map(([value, text]) => element('option', { value }, text))
  const input = element('select', { onchange: () => set(input.value) }, ...choices)
  return { node: labelled(label, input), update: () => void (isBusy(input) || (input.value = get())) }
}

export type TextOptions = {
  label: string
  get: () => string
  set: (value: string) => void
  type?: 'text' | 'number'
  placeholder?: () => string
}

export function textField({ label, get, set, type = 'text', placeholder }: TextOptions): Field {
  const input = element('input', {
    type,
    onchange: () => set(input.value),
    ...(type === 'number' ? { min: 0, step: 'any' } : {}),
  })
  const update = (): void => {
    if (isBusy(input)) return
    input.value = get()
    input.placeholder = placeholder?.() ?? ''
  }
  return { node: labelled(label, input), update }
}

/** A number of milliseconds shown in seconds; empty is null. */
export function secondsField(how: {
  label: string
  get: () => number | null | undefined
  set: (ms: number | null) => void
  placeholder?: () => string
}): Field {
  return textField({
    ...how,
    type: 'number',
    get: () => {
      const ms = how.get()
      return ms === null || ms === undefined ? '' : String(ms / 1000)
    },
    set: (text) => how.set(text === '' ? null : Number(text) * 1000),
  })
}

export function numberField(how: {
  label: string
  get: () => number | null | undefined
  set: (value: number | null) => void
  placeholder?: () => string
}): Field {
  return textField({
    ...how,
    type: 'number',
    get: () => String(how.get() ?? ''),
    set: (text) => how.set(text === '' ? null : Number(text)),
  })
}

export function checkField(how: { label: string; get: () => boolean; set: (value: boolean) => void }): Field {
  const input = element('input', { type: 'checkbox', onchange: () => how.set(input.checked) })
  const node = element('label', { class: 'check' }, input, element('span', {}, how.label))
  return { node, update: () => void (input.checked = how.get()) }
}

/** Several of a few names. */
export function manyField(how: {
  label: string
  names: readonly string[]
  get: () => readonly string[]
  set: (names: string[]) => void
}): Field {
  const boxes = how.names.map((name) =>
    checkField({
      label: name,
      get: () => how.get().includes(name),
      set: (isOn) => how.set([...how.get().filter((each) => each !== name), ...(isOn ? [name] : [])]),
    }),
  )
  const legend = element('legend', {}, how.label)
  const node = element('fieldset', { class: 'many' }, legend, ...boxes.map((box) => box.node))
  return { node, update: () => boxes.forEach((box) => box.update()) }
}
