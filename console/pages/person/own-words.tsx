// What a person hears on the phone: in which language, and words of their own at the beginning and at the end of calls about alerts.

import { useTranslations } from 'use-intl'
import { Choice, Field } from '../../components/form.tsx'

export type Words = { readonly language: 'ja' | 'en'; readonly opening: string; readonly closing: string }
type Props = {
  readonly draft: Words
  readonly set: (patch: Partial<Words>) => void
  readonly locked: boolean
}

export const OwnLanguage = ({ draft, set, locked }: Props) => {
  const t = useTranslations()
  return (
    <Choice
      name="language"
      label={t('person.language')}
      value={draft.language}
      onChange={(language) => set({ language: language as Words['language'] })}
      options={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
      disabled={locked}
    />
  )
}

export const OwnMessages = ({ draft, set, locked }: Props) => {
  const t = useTranslations()
  return (['opening', 'closing'] as const).map((field) => (
    <Field
      key={field}
      name={field}
      label={t(`person.${field}`)}
      hint={t(`person.${field}Hint`)}
      placeholder={t(`person.${field}Example`)}
      lines={3}
      value={draft[field]}
      onChange={(text) => set({ [field]: text })}
      disabled={locked}
    />
  ))
}

export const OwnWords = (props: Props) => (
  <>
    <OwnLanguage {...props} />
    <OwnMessages {...props} />
  </>
)
