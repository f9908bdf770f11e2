/** How to allow the camera, step by step, in the words that browsers and systems use. */
export const allowing = {
  byBrowser: 'The browser has been told not to show it to Pastiche.',
  bySystem: 'The system does not let it be used here.',
  chromeOpen: 'Click the sign at the left of the address bar.',
  switchOn: 'Switch the camera on. The view begins by itself.',
  windowOpen: 'Click the camera sign, or ⋮ and “App info”, at the top of this window.',
  firefoxOpen: 'Click the crossed-out camera at the left of the address bar.',
  firefoxRemove: 'Take the block away with ×, then try again.',
  safariOpen: 'Open Safari’s menu, “Settings for This Website”.',
  safariAllow: 'Set the camera to “Allow”, then try again.',
  macosOpen: 'Open System Settings, “Privacy & Security”, “Camera”.',
  macosSwitch: 'Switch {app} on.',
  macosAgain: 'If macOS asks for it, open {app} again.',
  windowsOpen: 'Open Settings, “Privacy & security”, “Camera”.',
  windowsSwitch: 'Switch on “Camera access” and “Let desktop apps access your camera”, then try again.',
  linuxGroup:
    'See whether your account may use /dev/video0: on many systems it has to be in the group “video”.',
  linuxSandbox: 'If {app} is a Snap or Flatpak, give it the camera in its permissions, then try again.',
  otherSystem: 'Allow the camera for {app} in the privacy settings of your system, then try again.',
} as const;
