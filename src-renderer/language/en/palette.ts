/** The command palette. */
export const palette = {
  title: 'Find a command',
  placeholder: 'What would you like to do?',
  commands: 'Commands',
  nothing: 'Nothing is called that.',
  found: { one: 'One command', other: '{count} commands' },
  on: 'on',
} as const;
