/** The picture and what is on it. */
export const stage = {
  stage: 'Stage',
  original: 'The original',
  noStyle: 'No style',
  'of.camera': 'You, live. {shown}',
  'of.still': 'A painted scene. {shown}',
  'of.demo': 'A moving scene. {shown}',
  'of.video': 'Your video. {shown}',
  compare: 'Hold to compare',
  compareHint: 'Hold to see the original (C)',
  fps: 'fps',
  ms: 'ms',
  figures: 'Pictures a second on the stage, and how old the picture is when it gets there',
} as const;
