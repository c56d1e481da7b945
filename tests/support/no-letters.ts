// A world that no mail leaves; tests/scenarios/letters.test.ts has one with a mail server.

import type { LettersPort } from '../../src/dialects/v1/account-ports.ts'

export const noLetters: LettersPort = {
  send: () => Promise.resolve({ kind: 'failed', code: 'mail.not_configured' }),
  forgotten: () => null,
}
