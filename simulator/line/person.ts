// The habits of whoever holds the phone: presses keys after a while or after hearing something, hangs up at a step. Only
// reacts to what the line lets it hear; it never looks at the TwiML.

import type { Timer } from '../clock.ts'
import type { Line } from './line.ts'

export class Person {
  private readonly line: Line
  private stepAt = 0
  /** Spoken since the last step was done; several Say in a row count as one text. */
  private heard = ''
  private soundsHeard = 0
  private pending: Timer | null = null
  /** Whether `pending` waits for a phrase that is still being spoken. */
  private isListening = false

  constructor(line: Line) {
    this.line = line
  }

  answered(): void {
    const { hangUpAfterMs } = this.line.behaviour
    if (hangUpAfterMs !== null) this.line.after(hangUpAfterMs, () => this.line.hangUp())
    this.prepareStep()
  }

  /** Sound begins. The moment a phrase is recognised is when its last character is spoken, not when the Say begins. */
  hear(text: string): void {
    this.soundsHeard += 1
    const { hangUpAtStep } = this.line.behaviour
    if (hangUpAtStep !== null && this.soundsHeard === hangUpAtStep) this.line.after(0, () => this.line.hangUp())
    const before = this.heard.length
    this.heard += text
    const step = this.step()
    if (step?.afterHearing === undefined || this.pending) return
    const at = this.heard.indexOf(step.afterHearing)
    if (at === -1) return
    const spokenBefore = Math.max(0, at + step.afterHearing.length - before)
    this.pending = this.line.after(spokenBefore * this.line.behaviour.msPerChar, () => this.wait(step.afterMs ?? 0))
    this.isListening = true
  }

  /** Somebody gave the phone new habits during the call. */
  restart(): void {
    this.pending?.cancel()
    this.pending = null
    this.isListening = false
    this.stepAt = 0
    this.heard = ''
    this.prepareStep()
  }

  silenced(): void {
    if (!this.isListening) return
    this.pending?.cancel()
    this.pending = null
    this.isListening = false
    this.heard = ''
  }

  private step(): { afterMs?: number; afterHearing?: string; press?: string; hangUp?: boolean } | undefined {
    return this.line.behaviour.keys[this.stepAt]
  }

  private prepareStep(): void {
    const step = this.step()
    if (step && step.afterHearing === undefined) this.wait(step.afterMs ?? 0)
  }

  private wait(ms: number): void {
    this.isListening = false
    this.pending = this.line.after(ms, () => this.act())
  }

  private act(): void {
    const step = this.step()
    this.pending = null
    if (!step) return
    this.stepAt += 1
    this.heard = ''
    this.pressEach(step.press ?? '', () => {
      if (step.hangUp) this.line.hangUp()
      else this.prepareStep()
    })
  }

  private pressEach(keys: string, done: () => void): void {
    const { keyGapMs } = this.line.behaviour
    if (keys === '') {
      done()
      return
    }
    this.line.press(keys.charAt(0))
    if (keys.length === 1) done()
    else this.line.after(keyGapMs, () => this.pressEach(keys.slice(1), done))
  }
}
