// Error codes about alerts, their sources and their routing. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const alertErrors = {
  'alert.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such alert', cure: 'Check the id.' },
    ja: { title: 'そのアラートはありません', cure: 'IDを確かめてください。' },
  },
  'alert.recovered': {
    status: 409,
    retry: 'never',
    en: { title: 'The alert has recovered', cure: 'There is nothing left to acknowledge.' },
    ja: { title: 'そのアラートは復旧しています', cure: '認知済みにする必要はありません。' },
  },
  'source.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such source', cure: 'Check the key or id.' },
    ja: { title: 'その監視元はありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'source.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another source has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別の監視元が使っています', cure: '別のキーにしてください。' },
  },
  'source.secret_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another source has this secret key', cure: 'Give each source a key of its own.' },
    ja: { title: 'その秘密のキーは別の監視元が使っています', cure: '監視元ごとに別のキーにしてください。' },
  },
  'source.heartbeat_missing': {
    status: 422,
    retry: 'never',
    en: { title: 'A heartbeat needs to know when it is awaited', cure: 'Give heartbeat with its periodSeconds.' },
    ja: { title: '到達監視には間隔が必要です', cure: 'heartbeatにperiodSecondsを指定してください。' },
  },
  'source.liveness_missing': {
    status: 422,
    retry: 'never',
    en: { title: 'The source has no devices to look at', cure: 'Give liveness with its checks.' },
    ja: { title: '稼動監視の対象がありません', cure: 'livenessにchecksを指定してください。' },
  },
  'source.not_liveness': {
    status: 409,
    retry: 'never',
    en: { title: 'The source looks at no devices', cure: 'Ask for one of the kind liveness.' },
    ja: { title: 'その監視元は稼動監視ではありません', cure: '種類がlivenessの監視元を指定してください。' },
  },
  'source.disabled': {
    status: 409,
    retry: 'never',
    en: { title: 'The source is disabled', cure: 'Enable it, or use another.' },
    ja: { title: 'その監視元は無効です', cure: '有効にするか、別の監視元を使ってください。' },
  },
  'rule.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such rule', cure: 'Check the key or id.' },
    ja: { title: 'その通報ルールはありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'rule.calls_nobody': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The rule would call nobody by this policy about these alerts',
      cure: 'Give alerts the rule is about, or another rule or policy; detail says why.',
    },
    ja: {
      title: 'この通報ルールでは、これらのアラートについてこの連絡網から連絡しません',
      cure: '通報ルールの対象になるアラートか、別の通報ルールや連絡網を指定してください。理由はdetailにあります。',
    },
  },
  'rule.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another rule has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別の通報ルールが使っています', cure: '別のキーにしてください。' },
  },
  'rule.policy_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The rule names a policy that does not exist', cure: 'Name an existing policy.' },
    ja: { title: '通報ルールの連絡網がありません', cure: '実在する連絡網を指定してください。' },
  },
  'rule.project_unknown': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The rule opens incidents in a project that does not exist',
      cure: 'Name an existing project, or none.',
    },
    ja: {
      title: '通報ルールがインシデントを作るプロジェクトがありません',
      cure: '実在するプロジェクトを指定するか、省略してください。',
    },
  },
  'rule.order_stale': {
    status: 409,
    retry: 'never',
    en: { title: 'These are not the rules there are now', cure: 'Read the rules again, and name each of them once.' },
    ja: { title: '通報ルールの一覧が変わっています', cure: '読み直して、すべての通報ルールを一度ずつ並べてください。' },
  },
  'rule.too_many': {
    status: 409,
    retry: 'never',
    en: { title: 'There are too many rules', cure: 'Delete some, or let one rule name more patterns.' },
    ja: { title: '通報ルールが多すぎます', cure: '不要なものを削除するか、一つのルールに条件をまとめてください。' },
  },
} as const satisfies Record<string, ErrorEntry>
