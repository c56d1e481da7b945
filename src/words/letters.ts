// Letters of the server's own: a link for a new password, an invitation. Pure words in both languages.

import type { Language } from '#core/plan/plan'
import { dateAndTime } from './times.ts'

type Link = {
  readonly kind: 'invitation' | 'reset'
  readonly name: string
  /** The account's name; null leaves it to the person. */
  readonly account: string | null
  readonly link: string
  readonly expiresAtMs: number
}

type LetterWords = { readonly subject: string; readonly text: string }

const ja = ({ kind, name, account, link, expiresAtMs }: Link): LetterWords =>
  kind === 'invitation'
    ? {
        subject: '【Noroshi】アカウントへの招待',
        text: `${name} 様\n\nNoroshi に招待されました。次のリンクからパスワードを設定してください。\n\n${link}\n\n${
          account === null ? '' : `アカウント: ${account}\n`
        }リンクは1回だけ、${dateAndTime(expiresAtMs, 'minutes')} まで使えます。`,
      }
    : {
        subject: '【Noroshi】パスワードの再設定',
        text: `${name} 様\n\nアカウント「${account ?? ''}」のパスワードを、次のリンクから設定し直せます。\n\n${link}\n\nリンクは1回だけ、${dateAndTime(expiresAtMs, 'minutes')} まで使えます。心当たりがなければ、何もしないでください。今のパスワードはそのまま使えます。`,
      }

const en = ({ kind, name, account, link, expiresAtMs }: Link): LetterWords =>
  kind === 'invitation'
    ? {
        subject: '[Noroshi] Your invitation',
        text: `Dear ${name},\n\nYou have been invited to Noroshi. Set your password here:\n\n${link}\n\n${
          account === null ? '' : `Account: ${account}\n`
        }The link works once, until ${dateAndTime(expiresAtMs, 'minutes')}.`,
      }
    : {
        subject: '[Noroshi] A new password',
        text: `Dear ${name},\n\nSet a new password for the account “${account ?? ''}” here:\n\n${link}\n\nThe link works once, until ${dateAndTime(expiresAtMs, 'minutes')}. If you did not ask for it, do nothing: your current password still works.`,
      }

export const linkLetter = (link: Link, language: Language): LetterWords => (language === 'ja' ? ja(link) : en(link))
