// A callout as a picture: SVG that stands alone, readable in black and white, without styles, scripts or fonts of its own. The
// same for a preview, a running callout and one of last night.

import { drawAcross } from './across.ts'
import { drawDown } from './down.ts'
import { element, escaped } from './svg.ts'
import type { Timeline } from './timeline.ts'

export const pictureThemes = ['auto', 'light', 'dark'] as const
export type PictureTheme = (typeof pictureThemes)[number]

export type PictureOptions = {
  readonly width: number
  /** Which way time runs; by the width where it is not said. */
  readonly direction?: 'across' | 'down' | undefined
  /** `auto` takes the colour of the text around it and has no ground: for a picture within a page. */
  readonly theme: PictureTheme
  /** Tells pictures within one page apart. */
  readonly id?: string | undefined
}

/** Below this width time runs downwards. */
const NARROW = 640

const colours = {
  light: { ink: '#1d1b18', ground: '#fffdf8', accent: '#1a7a45' },
  dark: { ink: '#ece7dd', ground: '#191714', accent: '#6fd39a' },
} as const

const FONTS = "system-ui, 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', sans-serif"

export const picture = (timeline: Timeline, options: PictureOptions): string => {
  const { width, theme, id = 'noroshi' } = options
  const direction = options.direction ?? (width < NARROW ? 'down' : 'across')
  const colour = theme === 'auto' ? null : colours[theme]
  const draw = direction === 'down' ? drawDown : drawAcross
  const canvas = draw(timeline, { width, id: `${id}-rings`, accent: colour?.accent ?? 'currentColor' })
  const height = Math.ceil(canvas.height)
  const ground = colour === null ? '' : element('rect', { width: canvas.width, height, fill: colour.ground })
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: canvas.width,
      height,
      viewBox: `0 0 ${canvas.width} ${height}`,
      role: 'img',
      lang: timeline.language,
      'aria-labelledby': `${id}-title ${id}-description`,
      'font-family': FONTS,
      color: colour?.ink,
      fill: 'currentColor',
    },
    [
      element('title', { id: `${id}-title` }, [escaped(timeline.title)]),
      element('desc', { id: `${id}-description` }, [escaped(timeline.description)]),
      ground,
      canvas.body,
    ],
  )
}
