// What /v1 asks of phone numbers: how they are read, and which of them a connection owns.

/** Reads a phone number as people write it; demo numbers pass only where they can be dialled. */
export interface NumberPort {
  parse(
    raw: string,
    options: { readonly use: 'phone' | 'sms'; readonly simulated: boolean },
  ):
    | { readonly ok: true; readonly e164: string }
    | { readonly ok: false; readonly code: string; readonly hint?: string }
}

/** Asks the provider which numbers a connection owns. */
export interface OwnedNumbersPort {
  list(
    spaceId: string,
    connectionId: string,
  ): Promise<
    | {
        readonly ok: true
        readonly numbers: readonly {
          readonly number: string
          readonly name: string | null
          readonly voice: boolean
          readonly sms: boolean
        }[]
      }
    | { readonly ok: false; readonly code: 'connection.refused' | 'connection.unreachable'; readonly detail: string }
  >
}
