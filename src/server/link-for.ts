// Addresses that people open: at the host name of their space, otherwise as the public address says.

import { type PublicUrl, urlNow } from '#channels/phone/urls'
import type { HostTable } from '#store/account/hosts'

/** The origin people of a space reach us at. */
export const createOriginOf =
  (publicUrl: PublicUrl, hosts: Pick<HostTable, 'hostOf'>) =>
  async (spaceId: string): Promise<string> => {
    const url = new URL(urlNow(publicUrl))
    url.hostname = (await hosts.hostOf(spaceId)) ?? url.hostname
    return url.origin
  }

export const createLinks = (publicUrl: PublicUrl, hosts: Pick<HostTable, 'hostOf'>) => {
  const originOf = createOriginOf(publicUrl, hosts)
  return {
    /** Behind # the secret is sent to nobody: no proxy and no log on the way sees it. */
    linkFor: async (spaceId: string, secret: string): Promise<string> =>
      `${await originOf(spaceId)}/invitation#${secret}`,
    /** Calendar programs send no header of ours, so that the secret stands in the path. */
    feedLinkFor: async (spaceId: string, secret: string): Promise<string> =>
      `${await originOf(spaceId)}/ical/${secret}.ics`,
  }
}
