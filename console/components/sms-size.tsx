// How many SMS a text takes, while it is written or looked at: each is paid for.

import { useTranslations } from 'use-intl'
import { limits } from '#contract/limits'
import type { SpeechPreview } from '#contract/speech-previews'
import { type SmsSize as Size, smsSizeOf } from '#core/channels/sms-size'

const Line = ({ size: { segments, units, left } }: { size: Size }) =>
  useTranslations('smsSize')('line', { segments, units, left })

/** Of a text that is written: what is too long is refused when it is saved or sent. */
export const SmsSize = ({ text }: { text: string }) => {
  const t = useTranslations('smsSize')
  const { max } = limits.smsCharacters
  if (text === '') return null
  return (
    <p className="aside">
      <Line size={smsSizeOf(text)} />
      {text.length > max && ` ⚠ ${t('tooLong', { max, over: text.length - max })}`}
    </p>
  )
}

/** Of a text as it would be sent: what is too long is cut. */
export const SmsSizes = ({ smsSize, smsSizeWithLink }: Pick<SpeechPreview, 'smsSize' | 'smsSizeWithLink'>) => {
  const t = useTranslations('smsSize')
  return (
    <p className="aside">
      <Line size={smsSize} /> {t('withLink', { segments: smsSizeWithLink.segments })}
      {smsSizeWithLink.cut && ` ⚠ ${t('cut', limits.smsCharacters)}`}
    </p>
  )
}
