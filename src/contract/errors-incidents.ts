// Error codes about incidents, what belongs to them, and live changes. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const incidentErrors = {
  'incident.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such incident', cure: 'Check the number or id.' },
    ja: { title: 'そのインシデントはありません', cure: '番号またはIDを確かめてください。' },
  },
  'incident.nobody_to_notify': {
    status: 422,
    retry: 'never',
    en: {
      title: 'Nobody in the project has a contact method that notices go to; nothing was stored',
      cure: 'Set the default switch of a contact method, ask for calls (which need a connection and a caller id), or leave the notice out.',
    },
    ja: {
      title: 'プロジェクトに通知先となる連絡方法がありません(何も登録されていません)',
      cure: '連絡方法をデフォルトにするか、架電を有効にするか(接続先と発信元番号が必要です)、通知を省いてください。',
    },
  },
  'incident.topic_not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'The incident has no such topic', cure: 'Check the topic’s number.' },
    ja: { title: 'インシデントにそのトピックはありません', cure: 'トピックの番号を確かめてください。' },
  },
  'incident.too_many_topics': {
    status: 422,
    retry: 'never',
    en: { title: 'The incident has as many topics as it can have', cure: 'Use an existing topic.' },
    ja: { title: 'トピックがこれ以上作れません', cure: '既存のトピックを使ってください。' },
  },
  'incident.responder_not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'The incident has no such responder', cure: 'Check the id.' },
    ja: { title: 'インシデントにその対応者はいません', cure: 'IDを確かめてください。' },
  },
  'incident.too_many_responders': {
    status: 422,
    retry: 'never',
    en: { title: 'The incident has as many responders as it can have', cure: 'Remove somebody first.' },
    ja: { title: '対応者がこれ以上加えられません', cure: '先にだれかを外してください。' },
  },
  'incident.file_not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such file', cure: 'Read the incident’s files again.' },
    ja: { title: 'そのファイルはありません', cure: 'インシデントのファイルを確かめてください。' },
  },
  'incident.too_many_files': {
    status: 422,
    retry: 'never',
    en: { title: 'The incident has as many files as it can have', cure: 'Remove one first.' },
    ja: { title: 'ファイルがこれ以上添付できません', cure: '先にどれかを削除してください。' },
  },
  'incident.file_type': {
    status: 415,
    retry: 'never',
    en: {
      title: 'Files of this kind cannot be attached',
      cure: 'Attach documents, images, texts or archives; put anything else into a zip.',
    },
    ja: {
      title: 'この種類のファイルは添付できません',
      cure: '文書、画像、テキスト、圧縮ファイルを添付してください。それ以外はzipにしてください。',
    },
  },
  'incident.file_too_large': {
    status: 413,
    retry: 'never',
    en: { title: 'The file is larger than 10 MiB', cure: 'Attach a smaller one, or a link to it.' },
    ja: { title: 'ファイルが10MiBを超えています', cure: '小さくするか、リンクを書いてください。' },
  },
  'incident.file_empty': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The request holds no file',
      cure: 'Send the bytes as the body with ?name=, or one multipart field named file.',
    },
    ja: {
      title: 'ファイルがありません',
      cure: '本文にデータを入れて ?name= を付けるか、multipartのfileという項目で送ってください。',
    },
  },
  'incident.file_busy': {
    status: 429,
    retry: 'later',
    en: { title: 'Too many files are being sent at this moment', cure: 'Send it again as Retry-After says.' },
    ja: { title: 'ファイルの送信が混み合っています', cure: 'Retry-Afterの秒数だけ待って送り直してください。' },
  },
  'events.too_many_streams': {
    status: 429,
    retry: 'later',
    en: { title: 'Too many live streams are open', cure: 'Close some, or wait as Retry-After says.' },
    ja: { title: 'ライブ更新の接続が多すぎます', cure: '閉じるか、Retry-Afterの秒数だけ待ってください。' },
  },
} as const satisfies Record<string, ErrorEntry>
