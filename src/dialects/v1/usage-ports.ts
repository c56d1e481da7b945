// What usage needs of the store (src/store/config/usage.ts).

import type { Counted } from '#core/usage'

export interface UsagePort {
  /** @param span.toMs before this */
  read(
    spaceId: string,
    span: { readonly fromMs: number; readonly toMs: number; readonly zone: string },
  ): Promise<readonly Counted[]>
}
