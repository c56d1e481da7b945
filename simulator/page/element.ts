// Making elements without ever parsing HTML: every text from outside becomes a text node, so nothing a caller says can
// become markup.

type Attributes = Record<string, string | number | boolean | null | ((event: Event) => void)>

/** An element with attributes (`on…` are listeners; false and null are left out) and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key.slice(2), value)
    else if (value === true) made.setAttribute(key, '')
    else if (value !== false && value !== null) made.setAttribute(key, String(value))
  }
  made.append(...children)
  return made
}

const shapes = {
  handset: 'M5 3h4l2 5-3 2a11 11 0 0 0 6 6l2-3 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z',
  hangUp: 'M2 14c0-6 20-6 20 0l-1 3-5-1v-3a16 16 0 0 0-8 0v3l-5 1z',
  tape: 'M6 8a4 4 0 1 0 4 4c0-1-.4-2-1-3h6a4 4 0 1 0 3-1zM6 16h12v-2H6z',
  speaker: 'M3 9h4l6-5v16l-6-5H3zM16 8c2 2 2 6 0 8M18.500 5c4 4 4 10 0 14',
  letter: 'M3 5h18v14H3zM3 6l9 7 9-7',
  moon: 'M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10z',
} as const

export type Shape = keyof typeof shapes

/** A small picture beside a word; never alone, hence hidden from screen readers. */
export function icon(shape: Shape): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', `icon icon-${shape}`)
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', shapes[shape])
  svg.append(path)
  return svg
}

export function button(text: string, attributes: Attributes, shape: Shape | null = null): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes })
  if (shape) made.append(icon(shape))
  made.append(element('span', {}, text))
  return made
}

/** Changes a text only when it differs, so that screen readers and selections are left in peace. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text
}
