// What stays of a message: text and four tags, whatever was sent.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanMessage } from './message.ts'

describe('R-036 R-102 of a message', () => {
  it.each([
    ['至急原因調査を実施!', '至急原因調査を実施!'],
    ['<b>db01</b><br>が停止', '<b>db01</b><br>が停止'],
    ['<a href="https://example.jp/?a=1&b=2">手順</a>', '<a href="https://example.jp/?a=1&amp;b=2">手順</a>'],
    [
      '<img src="http://example.jp/a.png" alt="図 &quot;1&quot;">',
      '<img src="http://example.jp/a.png" alt="図 &quot;1&quot;">',
    ],
    ['CPU > 90 % & Mem < 10 %', 'CPU &gt; 90 % &amp; Mem &lt; 10 %'],
    ['&lt;script&gt;', '&lt;script&gt;'],
    ['🔥 \u202Eلا\u202C', '🔥 \u202Eلا\u202C'],
    ['一\n二', '一\n二'],
    [
      '<p>至急原因調査を実施！</p><a href="https://reactio.jp"><img src="https://reactio.jp/imgs/logo.png" /></a><br />',
      '至急原因調査を実施！<a href="https://reactio.jp"><img src="https://reactio.jp/imgs/logo.png"></a><br>',
    ],
  ])('%s stays', (message, kept) => {
    expect(cleanMessage(message)).toBe(kept)
    expect(cleanMessage(kept)).toBe(kept)
  })

  it.each([
    ['<script>alert(1)</script>after', 'after'],
    ['<style>b{}</style>after', 'after'],
    ['<scr<script>ipt>alert(1)</script>', 'ipt&gt;alert(1)'],
    ['<a href="javascript:alert(1)">x</a>', 'x'],
    ['<a href="java\nscript:alert(1)">x</a>', 'x'],
    ['<a href=" JavaScript:alert(1)">x</a>', 'x'],
    ['<a href="&#106;avascript:alert(1)">x</a>', 'x'],
    ['<a href="//evil.example">x</a>', 'x'],
    ['<a href="data:text/html,x">x</a>', 'x'],
    ['<a href="https://">x</a>', 'x'],
    ['<a href="https://a.example/ onclick=x">x</a>', 'x'],
    ['<a href="https://a.example" onclick="x" target="_blank">x</a>', '<a href="https://a.example">x</a>'],
    ['<b style="color:red" onmouseover=alert(1)>x</b>', '<b>x</b>'],
    ['<img src=x onerror=alert(1)>', ''],
    ['<img src="https://a.example/a.png" onerror=alert(1)>', '<img src="https://a.example/a.png">'],
    ['<svg><script>alert(1)</script></svg>', ''],
    ['<iframe src="https://a.example">x</iframe>', 'x'],
    ['<!-- <b> --><?php x ?><![CDATA[x]]>y', 'y'],
    ['</b></a>x', 'x'],
    ['<b><a href="https://a.example">x</b>y', '<b><a href="https://a.example">x</a></b>y'],
    ['<b>x', '<b>x</b>'],
    ['x <b', 'x '],
    ['<math><mtext><b>x', '<b>x</b>'],
    ['<img src="https://a.example/&quot;><script>x">', '<img src="https://a.example/&quot;&gt;&lt;script&gt;x">'],
  ])('%s goes', (message, kept) => {
    expect(cleanMessage(message)).toBe(kept)
  })

  it('nothing is left but the four tags and three attributes, whatever was sent', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('<', '>', '"', "'", '=', '&', '/', ' ', '\n', '<!--', '-->', '<![CDATA[', ']]>', '<?', '&#x6A;'),
      fc.constantFrom(
        '<a href="',
        '<b>',
        '</b>',
        '</a>',
        '<br>',
        '<img src=',
        'alt=',
        'onclick=',
        '<script>',
        '</script>',
      ),
      fc.constantFrom('<svg>', '<style>', '</style>', 'javascript:', 'https://a.example', '<p>', '</p>', '<textarea>'),
    )
    const only =
      /^(?:[^<>"]|<\/?b>|<br>|<\/a>|<a href="https?:[^<>"]*">|<img src="https?:[^<>"]*"(?: alt="[^<>"]*")?>|")*$/i
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const kept = cleanMessage(pieces.join(''))
        expect(kept).toMatch(only)
        expect(cleanMessage(kept)).toBe(kept)
        expect(kept.split('<b>').length).toBe(kept.split('</b>').length)
      }),
      { numRuns: 3_000 },
    )
  })

  // Far more than a message may have. Work that explodes with it would not end within the runner's time.
  it.each(['<b>', '<a href="https://a.example">', '<x>', '</b>', '<', '&', '<b'])('%s over and over ends', (tag) => {
    const kept = cleanMessage(tag.repeat(10_000))
    expect(cleanMessage(kept)).toBe(kept)
  })
})
