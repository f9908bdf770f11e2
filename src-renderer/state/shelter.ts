/** Where the page runs, as far as telling the person how to allow the camera depends on it. */

/** A shell, a browser and a system. */
export interface Shelter {
  /** `window`: an app window, which has no address bar. */
  readonly shell: 'electron' | 'browser' | 'window';
  readonly browser: 'chrome' | 'edge' | 'firefox' | 'safari' | 'other';
  readonly system: 'macos' | 'windows' | 'linux' | 'other';
}

/** What is looked at of a window. */
export interface ShelterWindow {
  readonly navigator: { readonly userAgent: string };
  readonly locationbar: { readonly visible: boolean };
}

/** Reads it off the window. */
export function shelterOf(
  { navigator: { userAgent }, locationbar }: ShelterWindow,
  shell: 'electron' | 'browser',
): Shelter {
  return {
    shell: shell === 'browser' && !locationbar.visible ? 'window' : shell,
    browser: browserOf(userAgent),
    system: systemOf(userAgent),
  };
}

function browserOf(agent: string): Shelter['browser'] {
  if (agent.includes(' Edg/')) return 'edge';
  if (/Chrom(e|ium)\//.test(agent)) return 'chrome';
  if (agent.includes(' Firefox/')) return 'firefox';
  return agent.includes(' Safari/') ? 'safari' : 'other';
}

function systemOf(agent: string): Shelter['system'] {
  if (agent.includes('Mac OS X')) return 'macos';
  if (agent.includes('Windows')) return 'windows';
  return agent.includes('Linux') ? 'linux' : 'other';
}
