// The first administrator, at the first start: who can let everybody else in. A password that was not given is made for one use
// and told once.

import type { Settings } from '#settings/settings'
import { SettingsError } from '#settings/settings'
import type { FirstAdministrator } from '#store/account/first-administrator'
import { ConfigRefusal } from '#store/config/context'
import type { ConfigStore } from '#store/config/store'

type Where = { readonly spaceId: string; readonly settings: Settings; readonly language: 'ja' | 'en' }

/** Returns who was made; null when the space has accounts already. @throws SettingsError for a password against the rules */
export const ensureFirstAdministrator = async (
  config: ConfigStore,
  { spaceId, settings, language }: Where,
): Promise<FirstAdministrator | null> => {
  const { adminAccount: account, adminPassword: password } = settings
  try {
    return await config.firstAdministrator(spaceId, { account, password, language })
  } catch (error) {
    if (!(error instanceof ConfigRefusal) || error.code !== 'account.password_rules') throw error
    const words = {
      en: `the password ${error.detail}. Give 10 to 200 characters that are not the name of the account.`,
      ja: 'パスワードが規則に合いません。10〜200文字で、アカウント名と違うものにしてください。',
    }
    throw new SettingsError([{ setting: 'NOROSHI_ADMIN_PASSWORD', words }], language)
  }
}
