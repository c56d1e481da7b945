// What each TwiML verb does on the line. Say, Play and Pause also occur inside Gather; the others decide where the call
// goes next. A verb the simulator does not know is skipped, with a warning in the debugger.

import { limits } from '../limits.ts'
import type { TwimlNode } from '../twiml/document.ts'
import { innerText, spokenText } from '../twiml/document.ts'
import { performDial } from './dial-verb.ts'
import type { Session } from './session.ts'

export const soundVerbs: ReadonlySet<string> = new Set(['Say', 'Play', 'Pause'])

export function performVerb(session: Session, node: TwimlNode): void {
  switch (node.name) {
    case 'Say':
    case 'Play':
    case 'Pause':
      return performSound(session, node, () => session.next())
    case 'Gather':
      return session.startGather(node)
    case 'Redirect':
      return performRedirect(session, node)
    case 'Hangup':
      return session.line.end('completed', { by: 'caller' })
    case 'Reject':
      session.warn(13600, 'Reject: the call was answered already; hanging up instead')
      return session.line.end('completed', { by: 'caller' })
    case 'Dial':
      return performDial(session, node)
  }
  session.warn(12200, `Schema validation warning: <${node.name}> is not known to the simulator and was skipped`)
  session.next()
}

export function performSound(session: Session, node: TwimlNode, done: () => void): void {
  switch (node.name) {
    case 'Say':
      return say(session, node, done)
    case 'Play':
      return play(session, node, done)
  }
  const seconds = Number.parseInt(node.attributes['length'] ?? '1', 10)
  const durationMs = (Number.isNaN(seconds) ? 1 : Math.max(0, seconds)) * 1000
  session.sound({ kind: 'pause', text: `${durationMs / 1000} s` }, durationMs, done)
}

function say(session: Session, node: TwimlNode, done: () => void): void {
  const text = spokenText(node)
  if (text === '') {
    session.warn(13520, 'Say: Invalid text: there is none')
    done()
    return
  }
  if (encodeURIComponent(text).length > limits.sayEncodedChars) {
    session.warn(
      13521,
      `Say: Invalid text: longer than ${limits.sayEncodedChars} characters when URL-encoded; not spoken`,
    )
    done()
    return
  }
  const { language, voice } = node.attributes
  const item = {
    kind: 'say' as const,
    text,
    ...(language === undefined ? {} : { language }),
    ...(voice === undefined ? {} : { voice }),
  }
  repeat(loopTurns(node), done, (again) => session.sound(item, text.length * session.line.behaviour.msPerChar, again))
}

function play(session: Session, node: TwimlNode, done: () => void): void {
  const digits = node.attributes['digits']
  const text = digits === undefined ? innerText(node) : `DTMF ${digits}`
  repeat(loopTurns(node), done, (again) => session.sound({ kind: 'play', text }, session.line.behaviour.playMs, again))
}

function loopTurns(node: TwimlNode): number {
  const turns = Number.parseInt(node.attributes['loop'] ?? '1', 10)
  if (Number.isNaN(turns)) return 1
  return turns <= 0 ? limits.loopTurns : Math.min(turns, limits.loopTurns)
}

function repeat(turns: number, done: () => void, act: (again: () => void) => void): void {
  if (turns === 0) done()
  else act(() => repeat(turns - 1, done, act))
}

function performRedirect(session: Session, node: TwimlNode): void {
  const url = innerText(node) || session.origin?.url
  const method = (node.attributes['method'] ?? 'POST').toUpperCase() === 'GET' ? 'GET' : 'POST'
  if (url === undefined) session.fail({ code: 11100, message: 'Redirect without an address' }, null)
  else session.ask({ url, method, event: 'voice' })
}
