// What a list shows as a file for spreadsheets: all of it, by the same filters, not only the pages that were opened.

import { useTranslations } from 'use-intl'
import { queryOf } from '../data/api.ts'
import type { Filters } from '../data/queries.ts'
import { useLanguage } from '../data/words.tsx'

type Props = {
  /** `/v1/policies` */
  readonly path: string
  readonly filters?: Filters
}

const Export = ({ path, filters = {} }: Props) => {
  const t = useTranslations('list')
  const { language } = useLanguage()
  return (
    <a
      href={`${path}.csv${queryOf({ ...filters, lang: language })}`}
      download={`noroshi-${path.split('/').at(-1)}.csv`}
    >
      {t('csv')}
    </a>
  )
}

/** Above the lines of a list. */
export const Taking = (props: Props) => (
  <p className="taking">
    <Export {...props} />
  </p>
)
