// The preview as a table: one plan, one behaviour, and the whole of what comes of it. That it agrees with the engine is proved
// beside the engine (tests/preview).
import { describe, expect, it } from 'vitest'
import { mailbox, people, person, planOf, together } from '../../../tests/support/plans.ts'
import { first, network, requestOf, START_MS } from '../../../tests/support/previews.ts'
import type { PlanHash } from '../ids.ts'
import type { Plan } from '../plan/plan.ts'
import { openPreview, preview } from './preview.ts'
import { type Behaviour, type PreviewRequest, previewLimits } from './request.ts'

const one = (others: Behaviour, plan: Partial<Plan> = {}, rest: Partial<PreviewRequest> = {}) =>
  first(requestOf(planOf(1, { ringMs: 20_000, ...plan }), { others, ...rest }))

describe('what is taken, and comes back unless it is resolved', () => {
  it('is told with the instant, and somebody is imagined to resolve it', () => {
    const reminder = { afterMs: 60_000, times: 2, acknowledgerFirst: true } as const
    const { callout, callouts, endMs } = one({ does: 'answers', afterMs: 5_000, keys: '1' }, { reminder })
    const told = callout.history.find(({ reason }) => reason === 'awaits_resolving')
    expect([told?.facts['atMs'], callouts.length, callout.head.outcome]).toEqual([
      (callout.head.endedAtMs ?? 0) + 60_000,
      1,
      'acknowledged',
    ])
    expect(endMs).toBeLessThan(START_MS + 60_000)
  })
})

describe('what a person does, and what comes of it', () => {
  it.each<
    [string, Behaviour, { result: string; rings: number | null; answers: number | null; ends: number; key?: string }]
  >([
    ['nobody answers', { does: 'no_answer' }, { result: 'no_answer', rings: 1_000, answers: null, ends: 21_000 }],
    // opening, message x, menu: 20 characters, and a second to react
    [
      'takes it',
      { does: 'answers', afterMs: 5_000, keys: '1' },
      { result: 'taken', rings: 1_000, answers: 6_000, ends: 11_100, key: '1' },
    ],
    [
      'presses early',
      { does: 'answers', afterMs: 5_000, keys: '1', pressMs: 500 },
      { result: 'taken', rings: 1_000, answers: 6_000, ends: 8_600, key: '1' },
    ],
    [
      'passes it on',
      { does: 'answers', afterMs: 5_000, keys: '2' },
      { result: 'passed', rings: 1_000, answers: 6_000, ends: 10_300, key: '2' },
    ],
    [
      'answers too late',
      { does: 'answers', afterMs: 20_000, keys: '1' },
      { result: 'no_answer', rings: 1_000, answers: null, ends: 21_000 },
    ],
    [
      'hangs up',
      { does: 'hangs_up', afterMs: 5_000, talkMs: 700 },
      { result: 'no_key', rings: 1_000, answers: 6_000, ends: 6_700 },
    ],
    ['is busy', { does: 'busy' }, { result: 'busy', rings: null, answers: null, ends: 1_000 }],
    ['rejects', { does: 'rejects', afterMs: 3_000 }, { result: 'busy', rings: 1_000, answers: null, ends: 4_000 }],
    ['is switched off', { does: 'unreachable' }, { result: 'failed', rings: null, answers: null, ends: 1_000 }],
    ['is refused by the provider', { does: 'refused' }, { result: 'refused', rings: null, answers: null, ends: 100 }],
  ])('%s', (_name, behaviour, { result, rings, answers, ends, key }) => {
    const { attempts } = one(behaviour)
    const at = (ms: number | null) => (ms === null ? null : START_MS + ms)
    expect(attempts).toMatchObject([
      {
        result,
        ringingAtMs: at(rings),
        answeredAtMs: at(answers),
        endedAtMs: at(ends),
        key: key ?? null,
        step: 1,
        loop: 1,
      },
    ])
  })

  it('a late key waits for its turn, and the texts are those that are spoken', () => {
    const { attempts, callout } = one({ does: 'answers', afterMs: 1_000, keys: '91', pressMs: 12_000 })
    expect(attempts[0]?.said.map(({ key, lines }) => [key, ...lines])).toEqual([
      [null, 'opening', 'message x', 'menu'],
      [null, 'message x', 'menu'],
      ['9', 'unknown key', 'message x', 'menu'],
      [null, 'unanswered', 'goodbye'],
    ])
    expect(callout.head.outcome).toBe('exhausted')
  })

  it('a voicemail is one where the connection tells machines, else a person who presses nothing', () => {
    const voicemail: Behaviour = { does: 'voicemail', afterMs: 2_000 }
    expect(one(voicemail).attempts[0]?.result).toBe('no_key')
    const detecting = { network: { ...network, detectsMachines: true } }
    expect(one(voicemail, {}, detecting).attempts[0]).toMatchObject({
      result: 'voicemail',
      answeredBy: 'machine_start',
    })
    expect(one({ does: 'answers', afterMs: 1, keys: '1' }, {}, detecting).attempts[0]?.answeredBy).toBe('human')
  })

  it('without inbound HTTP the message is played, and the engine has to ask how it went', () => {
    const reading = ['opening', 'message x']
    const { attempts, callout } = one(
      { does: 'answers', afterMs: 2_000, keys: '1' },
      { hearsKeys: false, deliveredIsEnough: true },
    )
    expect(attempts[0]?.said[0]?.lines).toEqual([...reading, ...reading, ...reading, 'goodbye'])
    expect(attempts[0]).toMatchObject({ result: 'delivered', endedAtMs: START_MS + 100 + 40_000 + 100 })
    expect(callout.head.outcome).toBe('delivered')
  })

  it('asks again while a call lives: not dialled through yet, ringing, talking', () => {
    const slow = { ...network, setupMs: 70_000, characterMs: { ja: 900, en: 900 } }
    const { callout } = one(
      { does: 'answers', afterMs: 39_000, keys: '' },
      { hearsKeys: false, ringMs: 40_000 },
      { network: slow },
    )
    expect(callout.head.outcome).not.toBeNull()
    expect(callout.history.map(({ reason }) => reason)).toContain('answered')
  })

  it('no call talks longer than a call may', () => {
    const long = { ...network, characterMs: { ja: 40_000, en: 40_000 } }
    const { attempts } = one({ does: 'answers', afterMs: 1_000, keys: '1' }, {}, { network: long })
    expect(attempts[0]).toMatchObject({ result: 'no_key', endedAtMs: START_MS + 2_000 + 600_000 })
  })

  it('does one thing at the first call and another at the second', () => {
    const behaviours = () => [{ does: 'busy' }, { does: 'answers', afterMs: 1, keys: '1' }] as const
    const { attempts } = first(requestOf(planOf(1, { loopsMax: 3 }), { behaviours }))
    expect(attempts.map(({ result }) => result)).toEqual(['busy', 'taken'])
    expect(attempts.map(({ loop }) => loop)).toEqual([1, 2])
  })

  it('somebody without a user is known by their number', () => {
    const destinations = people(2).map((destination) => ({ ...destination, userId: null }))
    const behaviours = ({ address }: { address: string }) =>
      address === person(2).address ? [{ does: 'answers', afterMs: 1, keys: '1' } as const] : []
    const { attempts } = first(requestOf(planOf(2, { destinations }), { behaviours }))
    expect(attempts.map(({ result }) => result)).toEqual(['no_answer', 'taken'])
  })

  it('who cannot be called yet is passed over in every loop', () => {
    const destinations = [{ ...person(1), channel: 'mail' as const }, person(2)]
    const { attempts } = first(requestOf(planOf(2, { destinations, loopsMax: 2 })))
    expect(attempts.map(({ destination }) => destination)).toEqual([1, 1])
  })

  it('anything may happen, by the seed and by nothing else', () => {
    const results = (seed: number) =>
      first(requestOf(planOf(40, { stop: 'none' }), { seed, others: { does: 'any' } })).attempts.map(
        ({ result }) => result,
      )
    expect(results(1)).toEqual(results(1))
    expect(results(1)).not.toEqual(results(2))
    expect(new Set([1, 2, 3].flatMap(results)).size).toBeGreaterThan(5)
  })
})

describe('the night around the calls', () => {
  it('cancels what rings when somebody takes it', () => {
    const behaviours = ({ name }: { name: string }) =>
      name === 'Person 2' ? [{ does: 'answers', afterMs: 3_000, keys: '1' } as const] : null
    const { attempts } = first(requestOf(together(3), { behaviours }))
    expect(attempts.map(({ result }) => result)).toEqual(['cancelled', 'taken', 'cancelled'])
  })

  it('lets calls wait for a slot and for a line, oldest first, and forgets those called off', () => {
    const paced = (pace: PreviewRequest['network']['pace'], others: Behaviour = { does: 'no_answer' }) =>
      first(requestOf(together(4, { ringMs: 20_000 }), { others, network: { ...network, pace } })).attempts
    const begun = (pace: PreviewRequest['network']['pace']) =>
      paced(pace).map(({ begunAtMs }) => (begunAtMs ?? 0) - START_MS)
    expect(begun({ callsPerSecond: 1, callsAtOnce: null })).toEqual([0, 1_000, 2_000, 3_000])
    expect(begun({ callsPerSecond: null, callsAtOnce: 2 })).toEqual([0, 0, 21_000, 21_000])
    expect(
      paced({ callsPerSecond: null, callsAtOnce: 1 }, { does: 'answers', afterMs: 1, keys: '1' }).map(
        ({ result }) => result,
      ),
    ).toEqual(['taken', 'withheld', 'withheld', 'withheld'])
  })

  it('a phone that is called off before it rings does not ring', () => {
    const behaviours = () => [{ does: 'answers', afterMs: 1, keys: '1', pressMs: 500 } as const]
    const { attempts } = first(
      requestOf(together(2), { behaviours, network: { ...network, pace: { callsPerSecond: 1, callsAtOnce: null } } }),
    )
    expect(attempts[1]).toMatchObject({ result: 'cancelled', ringingAtMs: null })
  })

  it('a ring that is told before the provider’s own answer counts as it is', () => {
    const { attempts } = first(requestOf(planOf(1, { ringMs: 20_000 }), { network: { ...network, answerMs: 1_500 } }))
    expect(attempts[0]).toMatchObject({ result: 'no_answer', ringingAtMs: START_MS + 1_000 })
  })

  it('somebody who asks to be connected is called back while the others wait, also those with a reserved line', () => {
    const reactions = { '5': { action: 'transfer' } } as const
    const plan = together(3, { transferTo: '+81312345678', template: { ...planOf(1).template, reactions } })
    const behaviours = ({ name }: { name: string }) =>
      name === 'Person 1' ? [{ does: 'answers', afterMs: 1, keys: '5', pressMs: 300 } as const] : null
    for (const pace of [
      { callsPerSecond: 0.5, callsAtOnce: null },
      { callsPerSecond: null, callsAtOnce: null },
    ]) {
      const { attempts, callout } = first(requestOf(plan, { behaviours, network: { ...network, pace } }))
      expect(attempts.at(-1)).toMatchObject({ reason: 'call_back', result: 'connected' })
      expect(callout.head).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Person 1' } })
    }
  })

  it('never calls a number twice at once, also with a reserved line', () => {
    const same = planOf(2, {
      destinations: [person(1), { ...person(2), address: person(1).address }],
      steps: [{ destinations: [0, 1], waitMs: 0 }],
      ringMs: 20_000,
    })
    const three = together(3, { destinations: [person(3), ...same.destinations], ringMs: 20_000 })
    const waits = first(requestOf(three, { network: { ...network, pace: { callsPerSecond: 1, callsAtOnce: null } } }))
    expect(waits.attempts[2]?.begunAtMs).toBeGreaterThanOrEqual(waits.attempts[1]?.endedAtMs ?? Number.MAX_VALUE)
    for (const callsPerSecond of [null, 1]) {
      const { attempts } = first(
        requestOf(same, { network: { ...network, pace: { callsPerSecond, callsAtOnce: null } } }),
      )
      const [one, other] = attempts
      expect(other?.begunAtMs).toBeGreaterThanOrEqual(one?.endedAtMs ?? Number.POSITIVE_INFINITY)
    }
  })

  it('skips a number that may not be dialled, also when its line was reserved', () => {
    const allows = (address: string) => address !== person(2).address
    for (const callsAtOnce of [null, 1]) {
      const { attempts } = first(
        requestOf(together(2), { allows, network: { ...network, pace: { callsPerSecond: null, callsAtOnce } } }),
      )
      expect(attempts[1]).toMatchObject({ begunAtMs: null, detail: 'number_refused' })
    }
  })

  it('hands on to the next policy, and ends where there is none', () => {
    const chain = [
      planOf(1, { escalatesTo: 'b' as PlanHash }),
      planOf(1, { destinations: [person(2)], escalatesTo: 'c' as PlanHash }),
    ]
    const { callouts } = preview(requestOf(chain))
    expect(callouts.map(({ head }) => head.outcome)).toEqual(['escalated', 'escalated'])
    expect(callouts[1]?.startedAtMs).toBe(callouts[0]?.head.endedAtMs)
  })
})

describe('it is bounded', () => {
  const endless = planOf(20, { loopsMax: 100, loopIntervalMs: 24 * 3_600_000 })
  it.each([
    ['time', {}],
    ['attempts', { attemptsMax: 10 }],
    ['events', { eventsMax: 30 }],
  ] as const)('by %s', (why, limits) => {
    const { stopped } = preview(requestOf(endless, { limits: { ...previewLimits, ...limits } }))
    expect(stopped?.why).toBe(why)
  })

  it('shows a plan that breaks an invariant as a defect, and lets no other mistake pass for one', () => {
    expect(preview(requestOf(planOf(1, { steps: [{ destinations: [7], waitMs: 0 }] }))).stopped).toMatchObject({
      why: 'defect',
    })
    const broken = () => {
      throw new TypeError('a mistake of ours')
    }
    expect(() => preview(requestOf(planOf(1), { allows: broken }))).toThrow('a mistake of ours')
  })

  it('keeps no more text than its limit', () => {
    const { textsLeftOut, attempts } = one(
      { does: 'answers', afterMs: 1, keys: '81' },
      {},
      { limits: { ...previewLimits, spokenCharactersMax: 25 } },
    )
    expect(textsLeftOut).toBe(true)
    expect(attempts[0]?.said.map(({ lines }) => lines.length)).toEqual([3, 0, 0])
  })

  it('goes on where it stopped, slice by slice', () => {
    const open = openPreview(requestOf(planOf(3)))
    let slices = 1
    while (!open.advance(2)) slices += 1
    expect(slices).toBeGreaterThan(3)
    expect(open.result()).toEqual(preview(requestOf(planOf(3))))
  })
})

describe('messages in a preview', () => {
  it('are handed over without a line, and nobody answers them', () => {
    const plan = planOf(2, { destinations: [mailbox(1), person(2)], ringMs: 20_000 })
    const { attempts, callout } = first(requestOf(plan, { allows: (address) => address.startsWith('+') }))
    expect(attempts.map(({ channel, result }) => [channel, result])).toEqual([
      ['mail', 'delivered'],
      ['phone', 'no_answer'],
    ])
    expect(attempts[0]?.endedAtMs).toBe(START_MS + 100)
    expect(callout.head.outcome).toBe('exhausted')
  })

  it('wait too while somebody is being called back', () => {
    const reactions = { '5': { action: 'transfer' } } as const
    const plan = planOf(2, {
      destinations: [person(1), mailbox(2)],
      steps: [0, 1].map((one) => ({ destinations: [one], waitMs: 1_500 })),
      transferTo: '+81312345678',
      template: { ...planOf(1).template, reactions },
    })
    const behaviours = () => [{ does: 'answers', afterMs: 1, keys: '5', pressMs: 300 } as const]
    const { attempts, callout } = first(requestOf(plan, { behaviours }))
    expect(attempts.map(({ channel, result }) => [channel, result])).toEqual([
      ['phone', 'transfer'],
      ['phone', 'connected'],
    ])
    expect(callout.head.outcome).toBe('acknowledged')
  })
})
