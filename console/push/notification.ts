// What a pushed message shows as a notification: the server's words, kept as they are (src/channels/push/payload.ts writes them). Pure.

export type Shown = {
  readonly title: string
  readonly options: {
    readonly body: string
    readonly tag?: string
    readonly lang?: string
    /** Whoever has seen one of a callout is to notice the next one. */
    readonly renotify: boolean
    /** It stays until somebody has seen it. */
    readonly requireInteraction: true
    readonly data: { readonly url: string }
    readonly actions: readonly { readonly action: string; readonly title: string }[]
  }
}

const CONSOLE = '/console/'
const unreadable = {
  ja: '通報があります。画面を開いて確かめてください。',
  en: 'There is a callout. Open the page to see it.',
} as const

type Pushed = Readonly<Partial<Record<'title' | 'body' | 'tag' | 'lang' | 'url' | 'action', string>>>

const parsed = (text: string): Pushed | null => {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string'))
  } catch {
    return null
  }
}

/** Only pages open: no program, and no script. */
const pageOf = (url: string | undefined): string => (url !== undefined && /^https?:\/\//.test(url) ? url : CONSOLE)

/** What cannot be read is shown as well: a browser that shows nothing is not sent anything any more. */
export const notificationOf = (text: string, language: string): Shown => {
  const pushed = parsed(text)
  const { title = 'Noroshi', body, tag, lang, url, action } = pushed ?? {}
  return {
    title,
    options: {
      body: body ?? unreadable[language.startsWith('ja') ? 'ja' : 'en'],
      ...(tag === undefined ? {} : { tag }),
      ...(lang === undefined ? {} : { lang }),
      renotify: tag !== undefined,
      requireInteraction: true,
      data: { url: pageOf(url) },
      actions: action === undefined ? [] : [{ action: 'open', title: action }],
    },
  }
}
