// Every bound of the simulator in one place. Those marked "Twilio" copy the service's own limits, so that a product
// which passes here does not first meet them in production; the others only keep the simulator itself small.

export const limits = {
  /** Twilio: length of the inline `Twiml` parameter, in characters (error 32018). */
  inlineTwimlChars: 4000,
  /** Twilio: a TwiML document, in bytes (error 11750). */
  twimlBytes: 64 * 1024,
  /** Twilio: how long a webhook may take to answer (error 11200). */
  webhookMs: 15_000,
  /** Twilio: URL-encoded length of one Say (error 13521). */
  sayEncodedChars: 4500,
  /** Twilio: characters of one SMS (error 21617). */
  messageChars: 1600,
  /** Twilio: rows of one list page. */
  pageRows: 1000,
  pageRowsDefault: 50,
  /** Twilio: ring time in seconds. */
  ringSecondsMax: 600,
  ringSecondsDefault: 60,
  /** Twilio: four hours, the longest call. */
  callSecondsMax: 14_400,
  redirectsMax: 10,
  /** A request body to the REST or control API. */
  bodyBytes: 512 * 1024,
  /** TwiML documents one call may ask for; a document that redirects to itself without sound would never end. */
  documentsPerCall: 500,
  /** Turns of `loop="0"`, which means "for ever" on a real phone. */
  loopTurns: 50,
  instantSounds: 100,
  /** Things remembered of one phone, of the debugger and of the request log; the oldest go first. */
  transcriptItems: 2000,
  debuggerEntries: 1000,
  requestLogEntries: 20_000,
  /** Sockets to one webhook host. */
  webhookSockets: 512,
  /** How long changes are gathered before the page is told. */
  pageBatchMs: 40,
  pagePhones: 60,
} as const
