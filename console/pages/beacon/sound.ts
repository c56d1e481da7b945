// The sound of the light: two tones that rise where somebody is needed, one low tone where the server is out of touch. Made by the
// browser itself, so that nothing has to be loaded.

const EVERY_MS = 2_000
const TONE_S = 0.25
const tones = { alarm: [660, 880], lost: [220] } as const

const play = (context: AudioContext, frequency: number, afterS: number): void => {
  const oscillator = context.createOscillator()
  const volume = context.createGain()
  const from = context.currentTime + afterS
  oscillator.frequency.value = frequency
  // Without a slope at its ends a tone clicks.
  volume.gain.setValueAtTime(0, from)
  volume.gain.linearRampToValueAtTime(0.4, from + 0.02)
  volume.gain.linearRampToValueAtTime(0, from + TONE_S)
  oscillator.connect(volume).connect(context.destination)
  oscillator.start(from)
  oscillator.stop(from + TONE_S)
}

/** Sounds until the returned function is called. */
export const startSound = (kind: keyof typeof tones): (() => void) => {
  const context = new AudioContext()
  const round = () => {
    for (const [index, frequency] of tones[kind].entries()) play(context, frequency, index * TONE_S)
  }
  round()
  const timer = setInterval(round, EVERY_MS)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}
