/** The first screen. */
export const welcome = {
  title: 'See yourself as a painting',
  lead: 'Pastiche repaints what your camera sees in the style of a painting, live, on this computer alone.',
  promises: 'What happens with the pictures',
  promiseStays: 'Your pictures never leave this computer. Nothing is uploaded, and no account is needed.',
  promiseKept: 'Nothing is kept unless you record or save it.',
  promiseOff: 'The camera is on only while Pastiche is open.',
  start: 'Start the camera',
  startHint: 'Your browser or system may ask whether you allow it.',
  look: 'Look around first',
  video: 'Use a video file…',
  language: 'Language',
  styles: 'Painted in',
  picture: 'A bay in the evening sun, painted live',
} as const;
