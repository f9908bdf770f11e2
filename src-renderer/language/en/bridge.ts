/** Between the page and the main side. */
export const bridge = {
  lost: 'The connection to Pastiche was lost.',
  silent: 'Pastiche did not answer.',
  noEngine: 'The paint process is not there just now.',
} as const;
