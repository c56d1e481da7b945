// The last mails that came to a source that is a mailbox: who they were from, whether that was vouched for, and what came of them.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { ReceivedMails } from '#contract/mail-sources'
import { Said } from '../../components/said.tsx'
import { at as path } from '../../data/api.ts'
import { oneQuery } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'

type Mail = ReceivedMails['items'][number]

const Vouched = ({ spf, dkim, dmarc, passes }: Mail) => {
  const t = useTranslations('receivedMail')
  const words = Object.entries({ SPF: spf, DKIM: dkim, DMARC: dmarc }).filter(([, word]) => word !== null)
  if (words.length === 0) return t('unknown')
  return `${passes ? '✓' : '⚠'} ${words.map((pair) => pair.join(' ')).join(', ')}`
}

export const Mails = ({ source }: { source: string }) => {
  const t = useTranslations('receivedMail')
  const says = useTranslations()
  const { at } = useTimes()
  const { data, error } = useQuery(oneQuery<ReceivedMails>(`/v1/sources/${path(source)}/mails`))
  return (
    <section>
      <h2>{t('title')}</h2>
      <Said error={error} />
      {data?.items.length === 0 && <p className="aside">{t('none')}</p>}
      <ul className="plain">
        {data?.items.map((mail, index) => (
          <li key={index}>
            <strong>{says(`receivedMailDid.${mail.did}`)}</strong> {at(mail.at)} {mail.from}: {mail.subject}{' '}
            <span className="aside">
              <Vouched {...mail} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
