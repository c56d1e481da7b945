// One Gather in progress: nested sounds first, digits at any time, then the timeout. The rules are in twiml/gather.ts; this
// adds the clock. A digit silences the nested sounds; the timeout runs from their end and starts again with every digit.

import type { Timer } from '../clock.ts'
import type { TwimlNode } from '../twiml/document.ts'
import type { GatherRules } from '../twiml/gather.ts'
import { asksAction, gatherRules, pressKey } from '../twiml/gather.ts'
import type { Session } from './session.ts'
import { performSound, soundVerbs } from './verbs.ts'

export class GatherRun {
  private readonly session: Session
  private readonly rules: GatherRules
  private readonly sounds: readonly TwimlNode[]
  private digits = ''
  private timeout: Timer | null = null
  private isOver = false
  private isSounding = true

  constructor(session: Session, node: TwimlNode) {
    this.session = session
    const { rules, warnings } = gatherRules(node)
    this.rules = rules
    for (const warning of warnings) session.warn(warning.code, warning.message)
    this.sounds = node.children.filter((child) => soundVerbs.has(child.name))
    const other = node.children.find((child) => child.name !== '#text' && !soundVerbs.has(child.name))
    if (other) session.warn(12200, `Schema validation warning: <${other.name}> is not allowed in <Gather>`)
  }

  begin(): void {
    this.soundAt(0)
  }

  /** True when the digit was taken. */
  digit(key: string): boolean {
    if (this.isOver || !this.rules.takesKeys) return false
    this.isSounding = false
    this.session.hush()
    const result = pressKey(this.rules, this.digits, key)
    this.digits = result.digits
    if (result.end) this.finish(result.end.finishedOnKey)
    else this.startTimeout()
    return true
  }

  cancel(): void {
    this.isOver = true
    this.timeout?.cancel()
  }

  private soundAt(index: number): void {
    if (this.isOver || !this.isSounding) return
    const sound = this.sounds[index]
    if (sound) {
      performSound(this.session, sound, () => this.soundAt(index + 1))
    } else {
      this.isSounding = false
      this.startTimeout()
    }
  }

  private startTimeout(): void {
    this.timeout?.cancel()
    this.timeout = this.session.line.after(this.rules.timeoutMs, () => this.finish(''))
  }

  private finish(finishedOnKey: string): void {
    if (this.isOver) return
    this.cancel()
    const { session, rules, digits } = this
    session.gather = null
    if (!asksAction(rules, digits)) {
      session.next()
      return
    }
    const fields = { msg: 'Gather End', Digits: digits, FinishedOnKey: finishedOnKey }
    const url = rules.action ?? session.origin?.url
    if (url === undefined)
      session.fail({ code: 11100, message: 'Gather without action in a document without address' }, null)
    else session.ask({ url, method: rules.method, fields, event: 'gather' })
  }
}
