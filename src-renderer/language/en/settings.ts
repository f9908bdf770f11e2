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
  targetFps: 'Pictures a second to hold',
  targetFpsValue: '{fps} fps',
  targetFpsHint: 'Automatic sizes step down when they would take longer, and up when there is time.',
  device: 'Painted on {device}',
  noDevice: 'The painter is not running just now.',
  version: 'Pastiche {version}',
  privacy: 'Nothing that the camera sees leaves this computer.',
  welcome: 'Show the welcome again',
} as const;
