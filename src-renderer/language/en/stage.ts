/** The picture and what is on it. */
export const stage = {
  stage: 'Stage',
  original: 'The original',
  noStyle: 'No style',
  you: 'You, live. {shown}',
  scene: 'A painted scene. {shown}',
  compare: 'Hold to compare',
  compareHint: 'Hold to see the original (C)',
  fps: 'fps',
  ms: 'ms',
  figures: 'Pictures a second on the stage, and how old the picture is when it gets there',
} as const;
