// How the monitoring system is told to speak to this source: what to do, and what to paste. The key stands in it where it has just
// been made; it is shown that once.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { SourceKind, SourceShown } from '#contract/alert-sources'
import { Copied } from '../../components/copied.tsx'
import { installationQuery } from '../../data/queries.ts'
import { setUpTexts } from './set-up-texts.ts'

type Props = { readonly source: Pick<SourceShown, 'kind' | 'path'>; readonly secret: string | null }

/** As others reach this server: as it was set, else as this browser does. */
const useAddress = (): string => {
  const { data } = useQuery(installationQuery)
  return data?.publicUrlState === 'set' ? data.publicUrl.replace(/\/$/, '') : location.origin
}

export const SetUp = ({ source, secret }: Props) => {
  const t = useTranslations()
  const url = useAddress()
  const kind = source.kind as SourceKind
  const texts = setUpTexts(kind, { url, path: source.path, secret: secret ?? t('setUp.keyHere') })
  return (
    <section>
      <h2>{t('setUp.title')}</h2>
      {/* Nobody sends anything there: it has no key to be told. */}
      {kind === 'self' ? null : secret === null ? (
        <p className="aside">{t('setUp.noKey')}</p>
      ) : (
        <div className="paused" role="status">
          <strong>{t('setUp.once')}</strong> <Copied text={secret} label={t('setUp.key')} />
        </div>
      )}
      <p>{t(`setUpOf.${kind}`)}</p>
      {texts.map(([name, text]) => (
        <div key={`${name} ${text}`} className="paste">
          <h3>{t(`setUp.${name}`)}</h3>
          <Copied text={text} label={t(`setUp.${name}`)} block />
        </div>
      ))}
    </section>
  )
}
