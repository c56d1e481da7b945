// What a pause holds back, in words.

import { useTranslations } from 'use-intl'
import type { Pause } from '#contract/pauses'

export const useWhat = () => {
  const t = useTranslations()
  return ({ policy, channel, user }: Pick<Pause, 'policy' | 'channel' | 'user'>): string => {
    if (policy !== null) return t('pauseOf.policy', { name: policy })
    if (channel !== null) return t('pauseOf.channel', { name: t(`channel.${channel}`) })
    return user === null ? t('now.pausedSpace') : t('pauseOf.user', { name: user })
  }
}
