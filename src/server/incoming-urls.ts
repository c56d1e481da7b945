// What to enter at a provider as the webhook of a connection's numbers, so that what comes in reaches us.

import { incomingUrl, type PublicUrl, urlNow } from '#channels/phone/urls'
import { smsInUrl } from '#channels/sms/sms'

type About = { readonly id: string; readonly kind: string; readonly settings: unknown }

const receivesSms = (settings: unknown): boolean => (settings as { readonly replies?: unknown }).replies === true

/** Null for connections by which nothing comes in. */
export const incomingUrls =
  ({ publicUrl }: { readonly publicUrl: PublicUrl }) =>
  ({ id, kind, settings }: About): string | null => {
    if (kind === 'twilio') return incomingUrl(urlNow(publicUrl), id)
    return kind === 'twilio_sms' && receivesSms(settings) ? smsInUrl(urlNow(publicUrl), id) : null
  }
