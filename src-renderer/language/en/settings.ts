/** The settings dialog. */
export const settings = {
  settings: 'Settings',
  open: 'Settings (,)',
  language: 'Language',
  languageSystem: 'System ({language})',
  theme: 'Appearance',
  themeSystem: 'System',
  themeLight: 'Light',
  themeDark: 'Dark',
  device: 'Painted on {device}',
  noDevice: 'The painter is not running just now.',
  version: 'Pastiche {version}',
  privacy: 'Nothing that the camera sees leaves this computer.',
  welcome: 'Show the welcome again',
} as const;
