// What a text has to become to stand in HTML or XML as nothing but a text, between elements and in attributes.

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Returns a text without anything that markup would obey. */
export const escapeMarkup = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? letter)
