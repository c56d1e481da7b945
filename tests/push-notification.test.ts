// What a browser shows of a pushed message: the server's words as they are, and something in any case.
import { describe, expect, it } from 'vitest'
import { notificationOf } from '../console/push/notification.ts'

const pushed = {
  title: '夜間',
  body: 'db01 が停止しました',
  tag: 'callout-1',
  lang: 'ja',
  url: 'https://noroshi.example/a/x',
  action: '対応する',
}

describe('a notification', () => {
  it('says what was pushed, stays until it is seen, and leads to the page to answer on', () => {
    expect(notificationOf(JSON.stringify(pushed), 'en')).toEqual({
      title: '夜間',
      options: {
        body: 'db01 が停止しました',
        tag: 'callout-1',
        lang: 'ja',
        renotify: true,
        requireInteraction: true,
        data: { url: 'https://noroshi.example/a/x' },
        actions: [{ action: 'open', title: '対応する' }],
      },
    })
  })

  it.each([
    ['ja-JP', '通報があります。画面を開いて確かめてください。'],
    ['de', 'There is a callout. Open the page to see it.'],
  ])('says that there is something where it cannot be read (%s)', (language, body) => {
    for (const text of ['', 'null', '[', '"x"', '{"title":1}']) {
      expect(notificationOf(text, language)).toMatchObject({
        title: 'Noroshi',
        options: { body, renotify: false, data: { url: '/console/' }, actions: [] },
      })
    }
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', '//evil.example'])('never opens %s', (url) => {
    expect(notificationOf(JSON.stringify({ ...pushed, url }), 'ja').options.data.url).toBe('/console/')
  })
})
