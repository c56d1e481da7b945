// What a mail tells of how bad it is, and what it is known by.

import { expect, test } from 'vitest'
import type { AlertEvent } from '#core/alert/alert'
import { createMailSources, type IncomingMail } from './mail-sources.ts'

const ADDRESS = 'alerts+0123456789abcdef0123@noroshi.example'

const incoming = (change: Partial<IncomingMail>): IncomingMail => ({
  from: 'nagios@example.com',
  subject: 'disk of db1',
  text: '',
  messageId: '<1@example.com>',
  isAnswer: false,
  isOurs: false,
  authResults: [],
  ...change,
})

const extract = ['Host: {host}', 'Service: {service}', 'Severity: {severity}']
const rule = { from: [], body: [], extract }

/** What is told of one mail. */
const toldOf = async (mail: Partial<IncomingMail>): Promise<AlertEvent | undefined> => {
  const told: AlertEvent[] = []
  const mails = createMailSources({
    mails: { note: () => Promise.resolve() },
    nowMs: () => 0,
    alerts: {
      receive: (_spaceId, { events }) => {
        told.push(...events)
        return Promise.resolve({ taken: events.length, ignored: 0, alertIds: [] })
      },
    },
    sources: {
      byKey: (_spaceId, key) =>
        Promise.resolve({
          id: 'source',
          key,
          kind: 'mail',
          enabled: true,
          mapping: null,
          mail: {
            senders: [],
            rules: [
              { ...rule, subject: ['RECOVERED *'], does: 'recovered' },
              { ...rule, subject: [], does: 'problem' },
            ],
          },
        }),
    },
    starter: { start: () => Promise.reject(new Error('nothing is started here')) },
    spaceAt: () => Promise.resolve('space'),
    digest: (text) => `digest of ${text.length}`,
    log: { warn: () => undefined },
  })
  expect(await mails.take(ADDRESS, incoming(mail))).toBe('taken')
  return told[0]
}

test.each([
  ['problem', 'Severity: 警告', 'warning'],
  ['problem', 'Severity: DOWN', 'critical'],
  ['problem', 'Severity: purple', 'unknown'],
  ['problem', 'it is full', 'critical'],
  ['recovered', 'Severity: warning', 'warning'],
  ['recovered', 'it is well again', 'unknown'],
])('T-004: a mail of a %s that says %s is %s', async (kind, text, severity) => {
  const subject = kind === 'recovered' ? 'RECOVERED disk of db1' : 'disk of db1'
  expect(await toldOf({ subject, text })).toMatchObject({ kind, facts: { severity } })
})

test.each([
  [{ text: 'Host: db1\nService: disk' }, 'db1/disk'],
  [{ text: 'Host: db1' }, 'db1'],
  [{ subject: 'disk at 91 %' }, 'nagios@example.com disk at # %'],
  [{ subject: 'x'.repeat(900) }, 'digest of 919'],
])('the object of %j is %s', async (mail, dedupKey) => {
  expect(await toldOf(mail)).toMatchObject({ dedupKey })
})
