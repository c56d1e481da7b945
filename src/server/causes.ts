// What is read whenever somebody hears it: alerts, whose states are those of now (a run is their source), and codes that verify a
// contact method, which stand nowhere else.

import { sampleSource } from '#core/cause'
import { codeOfSource } from '#core/verification'
import type { CauseReader } from '#engine/ports'
import type { ConfigStore } from '#store/config/store'
import { sampleAlerts } from '#words/alert-forms'
import { alertsText } from '#words/alerts'
import { codeText } from '#words/verification'

const PREFIX = 'alerts:'

export const sourceOfRun = (runId: string): string => `${PREFIX}${runId}`
/** The run a live cause is about; null when it is about something else. */
export const runOfSource = (source: string): string | null =>
  source.startsWith(PREFIX) ? source.slice(PREFIX.length) : null

/** @param reader.verification absent where no codes are sent */
export const createCauses = ({
  alertRuns,
  verification,
}: Pick<ConfigStore, 'alertRuns'> & {
  readonly verification?: Pick<ConfigStore['verification'], 'say'>
}): CauseReader => ({
  read: async (spaceId, source, { language, heard, form, phrases }) => {
    if (source === sampleSource) return alertsText(sampleAlerts, language, { form, phrases })
    const code = codeOfSource(source)
    if (code !== null && verification !== undefined) return codeText(await verification.say(spaceId, code), language)
    const run = runOfSource(source)
    if (run === null) throw new Error(`${source} is no live cause`)
    return alertsText(await alertRuns.say(spaceId, run, { heard }), language, { form, phrases })
  },
})
