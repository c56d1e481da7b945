// Tells a source what somebody took here, in its own way. It never throws: whatever goes wrong is a result.

import type { BackSettings } from '#core/alert/back'
import type { WebhookSender } from '../webhook/sender.ts'
import { tellAlertmanager } from './alertmanager.ts'
import { basic, createAsk } from './ask.ts'
import type { createCommandFile } from './command-file.ts'
import { tellHook } from './hook.ts'
import { tellIcinga } from './icinga.ts'
import { nagiosCommand } from './nagios.ts'
import { type BackOrder, type BackResult, never } from './ways.ts'
import { tellZabbix } from './zabbix.ts'

export type BackTo = {
  readonly settings: BackSettings
  /** A password or token; null: none is set. */
  readonly secret: string | null
}

export type TellBack = (to: BackTo, order: BackOrder) => Promise<BackResult>

export type BackMeans = {
  readonly sender: WebhookSender
  readonly commandFile: ReturnType<typeof createCommandFile>
}

const bearer = (secret: string | null): Readonly<Record<string, string>> =>
  secret === null ? {} : { Authorization: `Bearer ${secret}` }

const userOrBearer = (user: string | null, secret: string | null): Readonly<Record<string, string>> =>
  user === null ? bearer(secret) : { Authorization: basic(user, secret ?? '') }

export const createTellBack =
  ({ sender, commandFile }: BackMeans): TellBack =>
  async ({ settings, secret }, order) => {
    switch (settings.kind) {
      case 'nagios': {
        const line = nagiosCommand(order)
        return line === null ? never('object_unknown') : commandFile(settings.commandFile, line)
      }
      case 'icinga':
        return tellIcinga(createAsk(sender, settings, userOrBearer(settings.user, secret)), order)
      case 'alertmanager':
        return tellAlertmanager(createAsk(sender, settings, userOrBearer(settings.user, secret)), order, settings)
      case 'zabbix':
        return tellZabbix(createAsk(sender, settings, {}), order, secret ?? '')
      case 'webhook':
        return tellHook(createAsk(sender, settings, bearer(secret)), order)
    }
  }
