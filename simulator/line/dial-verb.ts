// Dial, as far as it is needed: one Number is called, the two are connected, and when the second leg is over the action is
// requested or the next verb runs. No whisper, no conference, no recording.

import type { Call } from '../call.ts'
import { durationSeconds } from '../call.ts'
import type { TwimlNode } from '../twiml/document.ts'
import { innerText } from '../twiml/document.ts'
import type { Session } from './session.ts'

export function performDial(session: Session, node: TwimlNode): void {
  const numbers = node.children.filter((child) => child.name === 'Number')
  const to = (numbers[0] ? innerText(numbers[0]) : innerText(node)).replaceAll(/[\s()-]/g, '')
  if (numbers.length > 1) session.warn(12200, 'Dial: the simulator calls only the first Number')
  if (!/^\+[1-9]\d{5,14}$/.test(to)) {
    session.warn(13224, `Dial: the number ${to} is invalid`)
    session.next()
    return
  }
  const { network, call } = session.line
  const seconds = Number.parseInt(node.attributes['timeout'] ?? '30', 10)
  const second = network.createCall({
    accountSid: call.accountSid,
    to,
    from: node.attributes['callerId'] ?? call.from,
    numberSid: null,
    direction: 'outbound-dial',
    parentSid: call.sid,
    order: {
      ...call.order,
      statusCallback: null,
      ringMs: (Number.isNaN(seconds) ? 30 : seconds) * 1000,
      detection: 'none',
    },
  })
  network.takeUpcoming(second)
  session.secondLeg = network.dial(second, {
    answered: () => {
      session.line.note({ kind: 'connected', text: to })
      second.line?.note({ kind: 'connected', text: call.to })
    },
    ended: () => afterDial(session, node, second),
  })
}

function afterDial(session: Session, node: TwimlNode, second: Call): void {
  if (session.secondLeg === null) return
  session.secondLeg = null
  const action = node.attributes['action']
  if (action === undefined) {
    session.next()
    return
  }
  session.ask({
    url: action,
    method: (node.attributes['method'] ?? 'POST').toUpperCase() === 'GET' ? 'GET' : 'POST',
    fields: {
      DialCallSid: second.sid,
      DialCallStatus: second.status,
      DialCallDuration: String(durationSeconds(second)),
    },
    event: 'voice',
  })
}
