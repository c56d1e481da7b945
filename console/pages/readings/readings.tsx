// How words are spoken: what is said of a text now, the readings, and the rules for what speech engines read badly.

import { useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { useFilter } from '../../components/filter.ts'
import { Choice } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { useMay } from '../../data/queries.ts'
import { SettingsBack } from '../settings.tsx'
import { ReadingFile } from './file.tsx'
import { ReadingList } from './list.tsx'
import { ReadingRules } from './rules.tsx'
import { Suggested } from './suggested.tsx'
import { Tried } from './tried.tsx'

const isLanguage = (text: string | undefined): text is 'ja' | 'en' => text === 'ja' || text === 'en'

export const Readings = () => {
  const t = useTranslations()
  const may = useMay()
  const search = useSearch({ from: '/settings/readings' })
  const filter = useFilter('/settings/readings')
  const language = isLanguage(search.language) ? search.language : 'ja'
  return (
    <Page title={t('readings.title')} help="readings" above={<SettingsBack />}>
      <div className="filters">
        <Choice
          name="language"
          label={t('readings.language')}
          value={language}
          onChange={filter('language')}
          options={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        />
      </div>
      <Tried key={`tried ${language}`} language={language} />
      {may('readings:write') && may('callouts:read') && <Suggested language={language} />}
      <ReadingList key={`list ${language}`} language={language} search={search.search ?? ''} />
      <ReadingFile key={`file ${language}`} language={language} />
      <ReadingRules language={language} />
    </Page>
  )
}
