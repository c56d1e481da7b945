// As much of web-push as is used here: what a request to a push service consists of. It comes without types.

declare module 'web-push' {
  type Options = {
    /** Null: it is signed elsewhere. */
    readonly vapidDetails: null
    /** Seconds. */
    readonly TTL: number
    readonly urgency: 'very-low' | 'low' | 'normal' | 'high'
    /** Up to 32 characters of base64url. */
    readonly topic: string
    readonly contentEncoding: 'aes128gcm'
  }
  const webPush: {
    /** Throws where the keys are none. */
    getVapidHeaders(
      ...about: readonly [
        audience: string,
        subject: string,
        publicKey: string,
        privateKey: string,
        contentEncoding: 'aes128gcm',
        expiresAtSeconds: number,
      ]
    ): { readonly Authorization: string }
    /** Throws where the keys are none. */
    generateRequestDetails(
      subscription: { readonly endpoint: string; readonly keys: { readonly p256dh: string; readonly auth: string } },
      payload: string,
      options: Options,
    ): { readonly endpoint: string; readonly headers: Record<string, string | number>; readonly body: Uint8Array }
  }
  export default webPush
}
