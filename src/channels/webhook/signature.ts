// How what we send to a web address is signed, so that its receiver knows it came from us and is not an old copy.

import { createHmac } from 'node:crypto'

/** Returns the value of `Noroshi-Signature`: HMAC-SHA256 over the seconds, a dot and the body as it is sent. */
export const webhookSignature = (key: string, body: string, atSeconds: number): string =>
  `t=${atSeconds},v1=${createHmac('sha256', key).update(`${atSeconds}.${body}`).digest('hex')}`
