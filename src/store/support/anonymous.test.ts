// What may leave the house, and what must not: names, numbers, addresses and texts.
import { describe, expect, it } from 'vitest'
import { codeOf, createAnonymous, statementOf, wordsOnly } from './anonymous.ts'

const id = (last: string) => `00000000-0000-7000-8000-00000000000${last}`

describe('a configuration without what people wrote', () => {
  it('keeps its shape, its numbers and our own words; names are numbers, the same ones throughout', () => {
    const { body } = createAnonymous()
    expect(
      body({
        kind: 'jp1',
        mode: 'sequential',
        from: '+815012345678',
        texts: { phone: { body: '本社の佐藤さん' } },
        redial: { max: 3, on: ['busy', 'no_answer'] },
        steps: [
          {
            destinations: [{ user: id('1'), channel: 'phone', methodLabel: 'mobile' }, { user: id('2') }],
            waitSeconds: 60,
          },
          { destinations: [{ user: id('1') }] },
        ],
        template: null,
      }),
    ).toEqual({
      kind: 'jp1',
      mode: 'sequential',
      from: '(13 characters)',
      texts: { phone: { body: '(7 characters)' } },
      redial: { max: 3, on: ['busy', 'no_answer'] },
      steps: [
        {
          destinations: [{ user: '#1', channel: 'phone', methodLabel: '(6 characters)' }, { user: '#2' }],
          waitSeconds: 60,
        },
        { destinations: [{ user: '#1' }] },
      ],
      template: null,
    })
  })

  it('takes nothing for one of our words that only stands in its place', () => {
    const { body } = createAnonymous()
    expect(body({ channel: '090-1234-5678', mode: '佐藤', '佐藤 様': true })).toEqual({
      channel: '(13 characters)',
      mode: '(2 characters)',
      '(a name)': true,
    })
  })
})

it.each([
  ['21211', '21211'],
  ['ECONNREFUSED', 'ECONNREFUSED'],
  ['answer.no_sid', 'answer.no_sid'],
  [null, null],
  ['+815012345678', '(other)'],
  ['smtp.example.jp', '(other)'],
  ['550 no such user sato@example.jp', '(other)'],
  ['815012345678', '(other)'],
])('of %s an error code is %s', (detail, code) => {
  expect(codeOf(detail)).toBe(code)
})

it('a row of counts holds words of ours and numbers', () => {
  expect(wordsOnly({ channel: 'phone', result: '+815012345678', count: 3, oldest: null })).toEqual({
    channel: 'phone',
    result: '(other)',
    count: 3,
    oldest: null,
  })
})

it('a statement has no values', () => {
  expect(statementOf(`select *\n from app_user where name = 'O''Brien' and id = $1 and number > 4711`)).toBe(
    'select * from app_user where name = ? and id = $? and number > ?',
  )
})
