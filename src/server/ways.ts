// All ways out of this server, put together: one for each kind of connection, and the one door the engine knows.

import { createTransports, mailKind } from '#channels/mail/mail'
import { createMessageWay, type MessageDeps } from '#channels/message/way'
import { createPhoneChannel, type PhoneChannelOptions } from '#channels/phone/phone-channel'
import { createRouter } from '#channels/router'
import type { WayOut } from '#engine/ports'

export type Ways = { readonly channel: WayOut; readonly close: () => void }

export type WaysOptions = { readonly phone: PhoneChannelOptions; readonly messages: MessageDeps }

export const createWays = ({ phone, messages }: WaysOptions): Ways => {
  const transports = createTransports()
  const ways = {
    twilio: createPhoneChannel(phone),
    smtp: createMessageWay(mailKind(transports), messages),
  }
  return { channel: createRouter({ connections: messages.connections, ways }), close: transports.close }
}
