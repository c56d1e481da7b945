// The colours topics get by themselves: a fixed cycle, so that the topics of one incident look different from one another.

/** The first two are those Reactio's users know; all can be read on white. */
export const topicColours = [
  '#5661aa',
  '#077f40',
  '#b3441c',
  '#8a3f8f',
  '#00708a',
  '#8a6100',
  '#b8336a',
  '#4d6b1f',
  '#3b5bb5',
  '#6d4c41',
] as const

/** Returns the colour of an incident's topic. @param place from 0, in the order they were made */
export const topicColour = (place: number): string => topicColours[place % topicColours.length] as string
