// Letters of the server's own: a link for a new password, an invitation. Pure words in both languages.

import type { Language } from '#core/plan/plan'

type Link = {
  readonly kind: 'invitation' | 'reset'
  readonly name: string
  /** The account's name; null leaves it to the person. */
  readonly account: string | null
  readonly link: string
  readonly expiresAt: string
}

type LetterWords = { readonly subject: string; readonly text: string }

const ja = ({ kind, name, account, link, expiresAt }: Link): LetterWords =>
  kind === 'invitation'
    ? {
        subject: '【Noroshi】アカウントへの招待',
        text: `${name} 様\n\nNoroshi に招待されました。次のリンクからパスワードを設定してください。\n\n${link}\n\n${
          account === null ? '' : `アカウント: ${account}\n`
        }リンクは1回だけ、${expiresAt} まで使えます。`,
      }
    : {
        subject: '【Noroshi】パスワードの再設定',
        text: `${name} 様\n\nアカウント「${account ?? ''}」のパスワードを、次のリンクから設定し直せます。\n\n${link}\n\nリンクは1回だけ、${expiresAt} まで使えます。心当たりがなければ、何もしないでください。今のパスワードはそのまま使えます。`,
      }

const en = ({ kind, name, account, link, expiresAt }: Link): LetterWords =>
  kind === 'invitation'
    ? {
        subject: '[Noroshi] Your invitation',
        text: `Dear ${name},\n\nYou are invited to Noroshi. Set your password here:\n\n${link}\n\n${
          account === null ? '' : `Account: ${account}\n`
        }The link works once, until ${expiresAt}.`,
      }
    : {
        subject: '[Noroshi] A new password',
        text: `Dear ${name},\n\nSet a new password for the account “${account ?? ''}” here:\n\n${link}\n\nThe link works once, until ${expiresAt}. If you did not ask for it, do nothing: your present password goes on working.`,
      }

export const linkLetter = (link: Link, language: Language): LetterWords => (language === 'ja' ? ja(link) : en(link))
