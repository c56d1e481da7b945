// The ways back put together: where what is to be told lies, how it is told, and who notices that there is some.

import { createTellBack } from '#channels/back/back'
import { createCommandFile } from '#channels/back/command-file'
import { createWebhookSender } from '#channels/webhook/sender'
import type { Settings } from '#settings/settings'
import { createBackStore } from '#store/alert/backs'
import type { ConfigStore } from '#store/config/store'
import type { Pools } from '#store/pool'
import type { SecretBox } from '#store/secret-box'
import { type Backs, type BacksOptions, createBacks } from './backs.ts'

type Options = Pick<BacksOptions, 'language' | 'clock' | 'log'> & {
  readonly pools: Pick<Pools, 'engine'>
  readonly box: Pick<SecretBox, 'open'>
  readonly settings: Pick<Settings, 'webhookNetworks' | 'commandFiles'>
}

export const createBackParts = ({ pools, box, settings, ...rest }: Options): Backs =>
  createBacks({
    ...rest,
    store: createBackStore(pools.engine, box),
    tell: createTellBack({
      // Monitoring systems are neighbours: no proxy leads to them.
      sender: createWebhookSender({ allowed: settings.webhookNetworks }),
      commandFile: createCommandFile(settings.commandFiles ?? []),
    }),
  })

type Alerts = ConfigStore['alerts']

/** Alerts as they are stored, whose sources are told at once of what is done here. */
export const telling = (alerts: Alerts, { wake }: Pick<Backs, 'wake'>): Alerts => ({
  ...alerts,
  acknowledge: async (spaceId, ids, by) => {
    const done = await alerts.acknowledge(spaceId, ids, by)
    wake()
    return done
  },
  setDowntime: async (spaceId, ids, change) => {
    const done = await alerts.setDowntime(spaceId, ids, change)
    wake()
    return done
  },
})
