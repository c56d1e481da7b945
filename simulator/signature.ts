// X-Twilio-Signature: base64(HMAC-SHA1(auth token, address + every sorted name and value)). Written from the published
// rule, not taken from the client library, so that the two check each other. The fragment of an address is not signed.

import { createHmac } from 'node:crypto'

export type FormFields = Readonly<Record<string, string>>

/** Signs the request as it will be sent; for GET the fields are in the address already and `fields` is empty. */
export function signature(authToken: string, url: string, fields: FormFields): string {
  const address = url.split('#', 1)[0] ?? url
  const data = Object.keys(fields)
    .sort()
    .reduce((text, key) => text + key + fields[key], address)
  return createHmac('sha1', authToken).update(data, 'utf8').digest('base64')
}
