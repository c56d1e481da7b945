// Whether a request was made by another site's page. Browsers say so themselves: Sec-Fetch-Site where the connection is
// trustworthy, Origin with everything that changes something. Whoever says neither is no present-day browser.

type Asked = {
  readonly header: (name: string) => string | undefined
  /** The host names, with ports, that are ours: the one that was asked, and the one in our public address. */
  readonly hosts: readonly string[]
  /** A request without a word about its origin must carry X-Requested-With, which no page of another site can add. */
  readonly needsProof: boolean
}

const hostOf = (origin: string): string | null => {
  try {
    return new URL(origin).host
  } catch {
    // `null`, which sandboxed pages send, and nonsense.
    return null
  }
}

/** `example.jp:443` and `example.jp` are one host to a browser that leaves the usual port out. */
const plain = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:(80|443)$/, '')
    .replace(/\.$/, '')

export const isCrossSite = ({ header, hosts, needsProof }: Asked): boolean => {
  const fetchSite = header('Sec-Fetch-Site')
  if (fetchSite !== undefined) return fetchSite !== 'same-origin' && fetchSite !== 'none'
  const origin = header('Origin')
  if (origin !== undefined) {
    const from = hostOf(origin)
    return from === null || !hosts.some((host) => plain(host) === plain(from))
  }
  return needsProof && header('X-Requested-With') === undefined
}
