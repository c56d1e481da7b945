// What can be heard: the browser reads aloud what the caller says, and a soft bell rings. Both can be switched off, and the
// choice is remembered. The spoken text is on the page in any case.

import type { TranscriptItem } from './types.ts'

const key = 'noroshi.simulator.sound'

export const sound = {
  get isOn(): boolean {
    return localStorage.getItem(key) !== 'off'
  },
  set isOn(on: boolean) {
    localStorage.setItem(key, on ? 'on' : 'off')
    if (!on) silence()
  },
}

/** Reads one item aloud, in its own language. */
export function speak(item: TranscriptItem): void {
  if (!sound.isOn || !('speechSynthesis' in window)) return
  const utterance = new SpeechSynthesisUtterance(item.text)
  utterance.lang = item.language ?? 'en-US'
  const voice = speechSynthesis
    .getVoices()
    .find((each) => each.lang.replace('_', '-').startsWith(utterance.lang.slice(0, 2)))
  if (voice) utterance.voice = voice
  speechSynthesis.speak(utterance)
}

/** Stops reading: a key was pressed, or the call is over. */
export function silence(): void {
  if ('speechSynthesis' in window) speechSynthesis.cancel()
}

let audio: AudioContext | null = null
let bell: ReturnType<typeof setInterval> | null = null

/** Rings as long as any phone does. Browsers stay silent until the page was touched once; that is no error. */
export function ringBell(isRinging: boolean): void {
  const shouldRing = isRinging && sound.isOn
  if (shouldRing && !bell) {
    strike()
    bell = setInterval(strike, 3000)
  } else if (!shouldRing && bell) {
    clearInterval(bell)
    bell = null
  }
}

function strike(): void {
  // Before the first touch browsers keep pages silent, and complain about those that try.
  if (!navigator.userActivation.hasBeenActive) return
  audio ??= new AudioContext()
  const gain = audio.createGain()
  const now = audio.currentTime
  gain.gain.setValueAtTime(0, now)
  gain.gain.linearRampToValueAtTime(0.06, now + 0.05)
  gain.gain.setValueAtTime(0.06, now + 0.9)
  gain.gain.linearRampToValueAtTime(0, now + 1)
  gain.connect(audio.destination)
  for (const hertz of [400, 416]) {
    const tone = audio.createOscillator()
    tone.frequency.value = hertz
    tone.connect(gain)
    tone.start(now)
    tone.stop(now + 1)
  }
}
