// A field for what nobody is to read over a shoulder, unless whoever types it wants to see it.

import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { useProblem } from './problem.ts'

export const Secret = (props: PasswordInputProps & { readonly name: string }) => {
  const t = useTranslations('form')
  const error = useProblem(props.name)
  return (
    <PasswordInput
      autoComplete="off"
      {...props}
      withAsterisk={false}
      error={error}
      aria-invalid={error === undefined ? undefined : true}
      visibilityToggleButtonProps={{ 'aria-label': t('see') }}
    />
  )
}
