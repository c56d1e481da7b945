// A call or an SMS about alerts that never were, with what the policy on the page says, before it is saved.

import { TestSend } from '../connection/test-send.tsx'
import type { Draft } from './draft.ts'

const channels = ['phone', 'sms'] as const

/** What rules how alerts are told. What was never set is left to its kind. */
const settingsOf = ({ mode, simpleCall, smsText }: Draft) => ({
  mode,
  ...(simpleCall === undefined ? {} : { simpleCall }),
  ...(smsText === undefined ? {} : { smsText }),
})

export const Tried = ({ draft }: { draft: Draft }) => {
  const { template, connection, from } = draft
  const tried = { alerts: 'sample', settings: settingsOf(draft), ...(template === null ? {} : { template }) }
  return (
    <TestSend
      key={`${connection} ${from}`}
      channels={channels}
      tried={tried}
      usual={{ connection, from }}
      words={false}
    />
  )
}
