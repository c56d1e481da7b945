// What a callout about alerts says: the states of now, read whenever somebody hears them. A run is its source.

import { sampleSource } from '#core/cause'
import type { CauseReader } from '#engine/ports'
import type { ConfigStore } from '#store/config/store'
import { sampleAlerts } from '#words/alert-forms'
import { alertsText } from '#words/alerts'

const PREFIX = 'alerts:'

export const sourceOfRun = (runId: string): string => `${PREFIX}${runId}`
/** The run a live cause is about; null when it is about something else. */
export const runOfSource = (source: string): string | null =>
  source.startsWith(PREFIX) ? source.slice(PREFIX.length) : null

export const createAlertCauses = ({ alertRuns }: Pick<ConfigStore, 'alertRuns'>): CauseReader => ({
  read: async (spaceId, source, { language, heard, form, phrases }) => {
    if (source === sampleSource) return alertsText(sampleAlerts, language, { form, phrases })
    const run = runOfSource(source)
    if (run === null) throw new Error(`${source} is no live cause`)
    return alertsText(await alertRuns.say(spaceId, run, { heard }), language, { form, phrases })
  },
})
