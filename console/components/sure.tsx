// Asking once more, in place, before something that hurts: what it means, and both ways out. The quiet one has the focus.

import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = {
  readonly what: ReactNode
  readonly yes: string
  readonly no: string
  readonly busy: boolean
  readonly onYes: () => void
  readonly onNo: () => void
}

export const Sure = ({ what, yes, no, busy, onYes, onNo }: Props) => (
  <div className="sure" role="group">
    <Text>{what}</Text>
    <Group>
      <Button variant="default" loading={busy} onClick={onYes}>
        {yes}
      </Button>
      <Button variant="default" autoFocus onClick={onNo}>
        {no}
      </Button>
    </Group>
  </div>
)
