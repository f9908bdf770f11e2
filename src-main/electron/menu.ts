/** The application menu, as a function of what the app is doing. It is rebuilt when that changes. */
import type { MenuItemConstructorOptions } from 'electron';
import type { EngineState, Settings, SettingsPatch, StyleInfo } from '../studio/contract.ts';

/** What the menu shows. */
export interface MenuState {
  readonly platform: NodeJS.Platform;
  /** Whether to offer reloading and the developer tools; not in a packaged app. */
  readonly developer: boolean;
  readonly settings: Settings;
  readonly styles: readonly StyleInfo[];
  readonly engine: EngineState;
}

/** What the menu's own items do; all others are roles that Electron carries out. */
export interface MenuActions {
  change(patch: SettingsPatch): void;
  restartEngine(): void;
  /** Shows the page's trainings. */
  train(): void;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };
const STRENGTHS = [0, 0.25, 0.5, 0.75, 1];

/** The whole menu, by the conventions of the platform. */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const mac = state.platform === 'darwin';
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [{ role: mac ? 'close' : 'quit' }] },
    { role: 'editMenu' },
    viewMenu(state, actions),
    styleMenu(state, actions),
    mac ? { role: 'windowMenu' } : { label: '&Window', submenu: [{ role: 'minimize' }, { role: 'close' }] },
    helpMenu(state, actions),
  ];
}

function viewMenu({ developer, settings }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: '&View',
    submenu: [
      {
        label: '&Mirror the Picture',
        type: 'checkbox',
        checked: settings.mirror,
        // Not Command+M, which minimises on macOS.
        accelerator: 'CmdOrCtrl+Shift+M',
        click: () => actions.change({ mirror: !settings.mirror }),
      },
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(developer ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
    ],
  };
}

function styleMenu({ settings, styles }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  const chosen = styles.findIndex((style) => style.id === settings.styleId);
  const items = styles.map((style, index) => ({
    label: style.title.replaceAll('&', '&&'),
    ...choice(index === chosen, chosen >= 0),
    ...(index < 9 && { accelerator: `CmdOrCtrl+${index + 1}` }),
    click: () => actions.change({ styleId: style.id }),
  }));
  const step = (label: string, accelerator: string, by: 1 | -1): MenuItemConstructorOptions => ({
    label,
    accelerator,
    enabled: styles.length > 1,
    click: () => {
      // With nothing chosen, "next" is the first and "previous" the last.
      const from = chosen < 0 && by < 0 ? 0 : chosen;
      const style = styles[(from + by + styles.length) % styles.length];
      if (style) actions.change({ styleId: style.id });
    },
  });
  return {
    label: '&Style',
    submenu: [
      ...(items.length > 0 ? items : [{ label: 'No styles found', enabled: false }]),
      separator,
      step('&Next Style', 'CmdOrCtrl+]', 1),
      step('&Previous Style', 'CmdOrCtrl+[', -1),
      separator,
      { label: '&Train a New Style…', accelerator: 'CmdOrCtrl+T', click: () => actions.train() },
      separator,
      {
        label: 'S&trength',
        submenu: STRENGTHS.map((strength) => ({
          label: `${strength * 100} %`,
          ...choice(strength === settings.strength, STRENGTHS.includes(settings.strength)),
          click: () => actions.change({ strength }),
        })),
      },
    ],
  };
}

function helpMenu({ platform, engine }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'help',
    submenu: [
      {
        label: '&Restart the Paint Engine',
        enabled: engine.status === 'failed',
        click: () => actions.restartEngine(),
      },
      ...(platform === 'darwin' ? [] : [separator, { role: 'about' } as const]),
    ],
  };
}

/** One of several. Electron ticks the first of a radio group in which none is, so such a group has none. */
function choice(checked: boolean, oneIsChecked: boolean): { type: 'radio' | 'checkbox'; checked: boolean } {
  return { type: oneIsChecked ? 'radio' : 'checkbox', checked };
}
