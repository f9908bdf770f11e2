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
  internal: '{message}',
  'unknown-recording': '{message}',
  'out-of-order': '{message}',
  'disk-full': '{message}',
  'disk-failed': '{message}',
} as const;
