// The part of pino's logger the launcher uses, so that tests and tools can pass anything that has it.

export type Log = { info(message: string): void; warn(message: string): void; error(message: string): void }

/** A log that keeps nothing, for callers that only want the result. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
