// Numbers as the fields of forms hold them.

/** Returns what a field holds; NaN where it is empty or holds none, which goes as null: the server says that it is missing. */
export const numberTyped = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

/** The reverse: what is no number is an empty field. */
export const numberShown = (value: number): string => (Number.isNaN(value) ? '' : String(value))
