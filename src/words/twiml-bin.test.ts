// The document for a TwiML Bin.

import { expect, test } from 'vitest'
import { twimlBinDocument } from './twiml-bin.ts'

test('X-024: the document for a TwiML Bin, with the placeholder that works', () => {
  expect(twimlBinDocument).toContain('<Say voice="woman" language="ja-JP">{{message}}</Say>')
})
