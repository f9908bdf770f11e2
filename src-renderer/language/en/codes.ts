/** What the main side answers in its own English words, by the code that comes with them. */
export const codes = {
  malformed: '{message}',
  'unknown-request': '{message}',
  'unknown-style': '{message}',
  'unusable-style': '{message}',
  'too-large': '{message}',
  'unknown-import': '{message}',
  'unknown-trash': '{message}',
  storage: '{message}',
  dropped: '{message}',
  unavailable: '{message}',
  'paint-failed': '{message}',
  'unknown-training': '{message}',
  'bad-input': '{message}',
  'not-now': '{message}',
  internal: '{message}',
} as const;
