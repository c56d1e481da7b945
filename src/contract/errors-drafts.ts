// Error codes about drafts: changes that wait for approval. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const draftErrors = {
  'draft.not_found': {
    status: 404,
    retry: 'never',
    en: {
      title: 'There is no such draft',
      cure: 'Check the id; you see your own drafts, and all of them if you may approve.',
    },
    ja: {
      title: 'その下書きはありません',
      cure: 'IDを確かめてください。見られるのは自分の下書きと、承認権限がある場合はすべての下書きです。',
    },
  },
  'draft.closed': {
    status: 409,
    retry: 'never',
    en: { title: 'This draft was decided already', cure: 'Read it to see by whom, and how.' },
    ja: { title: 'この下書きはすでに処理されています', cure: '読み直して、だれがどうしたかを確かめてください。' },
  },
  'draft.own': {
    status: 403,
    retry: 'never',
    en: {
      title: 'Nobody approves their own draft while somebody else may',
      cure: 'Ask somebody else who may approve.',
    },
    ja: {
      title: 'ほかに承認できる人がいるあいだは、自分の下書きを承認できません',
      cure: '承認権限のあるほかの人に頼んでください。',
    },
  },
  'draft.changed_meanwhile': {
    status: 412,
    retry: 'never',
    en: {
      title: 'What this draft is about has changed since it was shown',
      cure: 'Look at what has changed, show the draft anew (rebase), and decide about what it would change now.',
    },
    ja: {
      title: '下書きの作成後に、対象が変更されました',
      cure: '変更された内容を確かめ、下書きを最新の状態に合わせてから、あらためて判断してください。',
    },
  },
  'draft.empty': {
    status: 409,
    retry: 'never',
    en: { title: 'This draft would change nothing any more', cure: 'Withdraw or reject it.' },
    ja: { title: 'この下書きで変わるところは、もうありません', cure: '取り下げるか、却下してください。' },
  },
  'draft.too_many': {
    status: 409,
    retry: 'never',
    en: { title: 'Too many drafts wait for approval', cure: 'Approve, reject or withdraw some of them first.' },
    ja: { title: '承認待ちの下書きが多すぎます', cure: '先に、いくつかを承認、却下、または取り下げてください。' },
  },
  'draft.not_here': {
    status: 403,
    retry: 'never',
    en: {
      title: 'This change needs approval, and this way of making it keeps no drafts',
      cure: 'Make it over /v1 or in the console, or ask somebody who may approve to make it.',
    },
    ja: {
      title: 'この変更には承認が必要ですが、この方法では下書きを残せません',
      cure: '/v1またはコンソールから変更するか、承認権限のある人に変更を頼んでください。',
    },
  },
} as const satisfies Record<string, ErrorEntry>
