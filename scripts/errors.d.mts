// Types of scripts/errors.mjs for the test that uses it.
export interface ErrorCode {
  readonly status: number
  readonly retry: string
  readonly en: string
  readonly ja: string
}
export function errorsPage(errorCodes: Readonly<Record<string, ErrorCode>>): string
