/** Sentences shown for a while. */
export const notices = {
  notSaved: 'Not saved: {message}',
  settingsUnread: 'Your settings could not be read: {message}',
  stylesUnlisted: 'The styles could not be listed: {message}',
  notPainted: '{title} cannot be painted: {message}',
  noPixels: 'A painted frame came without pixels.',
} as const;
