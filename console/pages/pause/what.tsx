// What a pause holds back, in words.

import { useTranslations } from 'use-intl'
import type { Pause } from '#contract/pauses'

type What = Pick<Pause, 'policy' | 'policyName' | 'channel' | 'user' | 'userName'>

export const useWhat = () => {
  const t = useTranslations()
  return ({ policy, policyName, channel, user, userName }: What): string => {
    if (policy !== null) return t('pauseOf.policy', { name: policyName ?? policy })
    if (channel !== null) return t('pauseOf.channel', { name: t(`channel.${channel}`) })
    return user === null ? t('now.pausedSpace') : t('pauseOf.user', { name: userName ?? user })
  }
}
