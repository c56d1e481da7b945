// What Noroshi tells of itself, and what it tells no more.
import { expect, it } from 'vitest'
import { type Itself, type KnownTrouble, selfEvents } from './itself.ts'

const say = (trouble: object) => JSON.stringify(trouble)
const told = (known: readonly KnownTrouble[], now: Itself) =>
  selfEvents(known, now, say).map((event) => [event.kind, event.dedupKey, 'facts' in event ? event.facts.service : ''])
const failing = { key: 'twilio', name: '電話', code: 'twilio.20003' }
const known = { dedupKey: 'connection/twilio', service: '電話' }

it.each<[string, readonly KnownTrouble[], Itself, unknown]>([
  ['nothing is wrong', [], { failing: [], late: 0 }, []],
  ['a connection does not work', [], { failing: [failing], late: 0 }, [['problem', 'connection/twilio', '電話']]],
  ['it still does not', [known], { failing: [failing], late: 0 }, [['problem', 'connection/twilio', '電話']]],
  ['it works again', [known], { failing: [], late: 0 }, [['recovered', 'connection/twilio', '電話']]],
  [
    'another fails, and callouts are late',
    [known],
    { failing: [{ key: 'mail', name: 'メール', code: null }], late: 3 },
    [
      ['problem', 'connection/mail', 'メール'],
      ['problem', 'callouts', 'callouts'],
      ['recovered', 'connection/twilio', '電話'],
    ],
  ],
])('J-003 %s', (...[, before, now, events]) => {
  expect(told(before, now)).toEqual(events)
})

it('what is so is told as standing, critical, with its words', () => {
  expect(selfEvents([], { failing: [failing], late: 0 }, say)).toMatchObject([
    {
      standing: true,
      facts: {
        host: 'Noroshi',
        severity: 'critical',
        condition: 'CRITICAL',
        summary: say({ kind: 'connection', name: '電話', code: 'twilio.20003' }),
      },
    },
  ])
})
