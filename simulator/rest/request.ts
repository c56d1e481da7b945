// One REST request after it was read and its sender identified.

import type { Account } from '../account.ts'

export type RestRequest = {
  /** Without the query. */
  path: string
  query: URLSearchParams
  form: URLSearchParams
  account: Account
  /** The resource's identifier, when the path names one. */
  id: string | null
}
