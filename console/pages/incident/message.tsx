// A message of a timeline: text with bold, links and line breaks. It is read as HTML and drawn anew, so that nothing else in it
// can come to be. Pictures of other sites are not fetched; they stand there as links.

import { Fragment, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'

const isWeb = (address: string): boolean => /^https?:\/\//i.test(address)

type Drawn = { readonly node: ChildNode; readonly picture: string }

const link = (address: string, children: ReactNode): ReactNode =>
  isWeb(address) ? (
    <a href={address} target="_blank" rel="noreferrer">
      {children}
    </a>
  ) : (
    children
  )

const draw = ({ node, picture }: Drawn): ReactNode => {
  if (!(node instanceof Element)) return node.textContent
  const children = [...node.childNodes].map((one, place) => (
    <Fragment key={place}>{draw({ node: one, picture })}</Fragment>
  ))
  switch (node.tagName) {
    case 'BR':
      return <br />
    case 'B':
      return <b>{children}</b>
    case 'A':
      return link(node.getAttribute('href') ?? '', children)
    case 'IMG':
      return link(node.getAttribute('src') ?? '', `[${node.getAttribute('alt') ?? picture}]`)
    default:
      return children
  }
}

export const Message = ({ html }: { html: string }) => {
  const picture = useTranslations('timeline')('picture')
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  return [...body.childNodes].map((node, place) => <Fragment key={place}>{draw({ node, picture })}</Fragment>)
}
