/** Cameras, and what can take their place. */
export const camera = {
  demo: 'Demo scene',
  video: 'Video file…',
  otherVideo: 'Another video…',
} as const;
