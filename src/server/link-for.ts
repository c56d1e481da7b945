// Addresses that people open: at the host name of their space, otherwise as the public address says.

import type { HostTable } from '#store/account/hosts'

/** Behind # the secret is sent to nobody: no proxy and no log on the way sees it. */
export const createLinkFor =
  (publicUrl: string, hosts: Pick<HostTable, 'hostOf'>) =>
  async (spaceId: string, secret: string): Promise<string> => {
    const url = new URL(publicUrl)
    url.hostname = (await hosts.hostOf(spaceId)) ?? url.hostname
    return `${url.origin}/invitation#${secret}`
  }
