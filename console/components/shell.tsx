// The frame of every page for somebody signed in: where they can go, who they are, the language. It also listens for changes.

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { ask } from '../data/api.ts'
import { listen, sessionQuery } from '../data/queries.ts'
import { useLanguage } from '../data/words.tsx'

export const Shell = () => {
  const t = useTranslations('shell')
  const client = useQueryClient()
  const { language, toggle } = useLanguage()
  const { name, space } = useSuspenseQuery(sessionQuery).data
  useEffect(() => listen(client), [client])
  const leave = useMutation({
    mutationFn: () => ask<void>('/v1/session', { method: 'DELETE' }),
    onSuccess: () => location.reload(),
  })
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <nav className="rail" aria-label="Noroshi">
        <p className="brand" lang="ja">
          Noroshi <span>狼煙</span>
        </p>
        <Link to="/" className="place">
          {t('now')}
        </Link>
        <div className="who">
          <span>
            {name} · {space.name}
          </span>
          <button type="button" className="quiet" lang={language === 'ja' ? 'en' : 'ja'} onClick={toggle}>
            {t('language')}
          </button>
          <button type="button" className="quiet" onClick={() => leave.mutate()}>
            {t('signOut')}
          </button>
        </div>
      </nav>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  )
}
