// All ways out of this server, put together: one for each kind of connection, and the one door the engine knows.

import { commandKind } from '#channels/command/command'
import { type LightOptions, lightKind } from '#channels/light/light'
import { lineWorksKind } from '#channels/lineworks/lineworks'
import { createPost, type Post, type PostOptions } from '#channels/mail/letter'
import { createTransports, mailKind } from '#channels/mail/mail'
import { type Changed, createChanger, createMessageWay, type MessageDeps } from '#channels/message/way'
import type { Clients } from '#channels/phone/client'
import { createPhoneChannel, type PhoneChannelOptions } from '#channels/phone/phone-channel'
import { pushKind, type Subscriptions } from '#channels/push/push'
import { createRouter } from '#channels/router'
import { slackKind } from '#channels/slack/slack'
import { noteOptOut, prepareSms, type SmsInDeps } from '#channels/sms/incoming'
import { type SmsOptions, smsKind } from '#channels/sms/sms'
import { teamsKind } from '#channels/teams/teams'
import { type OutgoingOptions, webhookKind } from '#channels/webhook/webhook'
import type { Channel } from '#core/plan/plan'
import type { CallOrder, WayOut } from '#engine/ports'

export type Ways = {
  readonly channel: WayOut
  /** Mails of the server's own. */
  readonly post: Post
  /** Changes a message that was sent to how things stand now. */
  readonly change: (order: CallOrder, providerId: string) => Promise<Changed>
  readonly close: () => void
}

export type WaysOptions = {
  readonly smsReplies: Pick<SmsInDeps, 'memory' | 'nowMs'>
  readonly phone: PhoneChannelOptions & { readonly clients: Clients }
  readonly messages: MessageDeps
  /** How requests to web addresses that people enter go out. */
  readonly outgoing: OutgoingOptions
  /** Programs that may be run. */
  readonly programs: readonly string[]
  readonly light: LightOptions
  readonly subscriptions: Subscriptions
} & Pick<PostOptions, 'usualOf'>

export const createWays = ({ phone, messages, outgoing, usualOf, smsReplies, ...options }: WaysOptions): Ways => {
  const prepare: SmsOptions['prepare'] = (attempt, asks) => prepareSms(smsReplies, attempt, asks)
  const noted: SmsOptions['noted'] = (attempt, wants) => noteOptOut(smsReplies, attempt, wants)
  const transports = createTransports()
  const { clients } = phone
  const [slack, light] = [slackKind(), lightKind(options.light)]
  const changers: Readonly<Partial<Record<Channel, ReturnType<typeof createChanger>>>> = {
    slack: createChanger(slack, messages),
    light: createChanger(light, messages),
  }
  const ways = {
    twilio: createPhoneChannel(phone),
    twilio_sms: createMessageWay(smsKind({ clients, publicUrl: phone.publicUrl, prepare, noted }), messages),
    smtp: createMessageWay(mailKind(transports), messages),
    slack: createMessageWay(slack, messages),
    teams: createMessageWay(teamsKind(outgoing), messages),
    webhook: createMessageWay(webhookKind(outgoing), messages),
    lineworks: createMessageWay(lineWorksKind(outgoing), messages),
    web_push: createMessageWay(pushKind({ ...outgoing, ...options }), messages),
    patlite: createMessageWay(light, messages),
    command: createMessageWay(commandKind(options), messages),
  }
  return {
    channel: createRouter({ connections: messages.connections, ways }),
    post: createPost({ transports, usualOf, connections: messages.connections }),
    // What has no way to be changed never is.
    change: async (order, providerId) => (await changers[order.attempt.channel]?.(order, providerId)) ?? 'never',
    close: transports.close,
  }
}
