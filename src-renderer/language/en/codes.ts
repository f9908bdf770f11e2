/** What the main side answers in its own English words, by the code that comes with them. */
export const codes = {
  malformed: '{message}',
  'unknown-request': '{message}',
  'unknown-style': '{message}',
  dropped: '{message}',
  unavailable: '{message}',
  'paint-failed': '{message}',
  'unknown-training': '{message}',
  'bad-input': '{message}',
  'not-now': '{message}',
  internal: '{message}',
} as const;
