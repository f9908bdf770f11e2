import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { Settings, type EngineState, type StyleInfo } from '../studio/contract.ts';
import { menuTemplate, type MenuActions, type MenuState } from './menu.ts';

const styles: StyleInfo[] = [
  { id: 'scream', title: 'The Scream', shipped: true },
  { id: 'wave', title: 'Wave & Wind', shipped: true },
  { id: 'night', title: 'The Starry Night', shipped: false },
];
const ready: EngineState = { status: 'ready', device: 'cpu', pid: 1, restarts: 0 };

function state(change: Partial<MenuState> = {}): MenuState {
  return {
    platform: 'linux',
    developer: true,
    settings: Settings.parse({}),
    styles,
    engine: ready,
    ...change,
  };
}

function actions() {
  return {
    change: vi.fn<MenuActions['change']>(),
    restartEngine: vi.fn<MenuActions['restartEngine']>(),
    train: vi.fn<MenuActions['train']>(),
  };
}

/** All items, the submenus' own included. */
function flatten(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
}

function find(template: MenuItemConstructorOptions[], label: string): MenuItemConstructorOptions {
  const found = flatten(template).find((item) => item.label === label);
  if (!found) throw new Error(`no item "${label}"`);
  return found;
}

/** Electron hands a click its item, window and event; ours use none of them. */
function click(item: MenuItemConstructorOptions): void {
  (item.click as () => void)();
}

describe.each(['linux', 'win32', 'darwin'] as const)('the menu on %s', (platform) => {
  const template = menuTemplate(state({ platform }), actions());

  it('has nothing dead: every item is a role, does something, opens something or separates', () => {
    for (const item of flatten(template)) {
      expect(item.role ?? item.click ?? item.submenu ?? item.type, JSON.stringify(item)).toBeDefined();
    }
  });

  it('uses no shortcut twice', () => {
    const keys = flatten(template).flatMap((item) => item.accelerator ?? []);
    expect(keys.length).toBeGreaterThan(3);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('can quit, and says what the app is', () => {
    const roles = flatten(template).map((item) => item.role);
    // On macOS both are in the app's own menu, which Electron fills.
    if (platform === 'darwin') expect(roles[0]).toBe('appMenu');
    else expect(roles).toEqual(expect.arrayContaining(['quit', 'about']));
  });
});

describe('the style menu', () => {
  it('ticks the chosen style and chooses another', () => {
    const act = actions();
    const settings = Settings.parse({ styleId: 'wave' });
    const template = menuTemplate(state({ settings }), act);
    expect(find(template, 'Wave && Wind')).toMatchObject({ type: 'radio', checked: true });
    expect(find(template, 'The Scream')).toMatchObject({ type: 'radio', checked: false });
    click(find(template, 'The Scream'));
    expect(act.change).toHaveBeenCalledExactlyOnceWith({ styleId: 'scream' });
  });

  it('uses no radio group while none is chosen, since Electron would tick its first', () => {
    const template = menuTemplate(state(), actions());
    expect(find(template, 'The Scream')).toMatchObject({ type: 'checkbox', checked: false });
  });

  it.each([
    [null, '&Next Style', 'scream'],
    [null, '&Previous Style', 'night'],
    ['night', '&Next Style', 'scream'],
    ['scream', '&Previous Style', 'night'],
    ['scream', '&Next Style', 'wave'],
    ['gone', '&Next Style', 'scream'],
  ])('from %s, %s is %s', (styleId, label, expected) => {
    const act = actions();
    click(find(menuTemplate(state({ settings: Settings.parse({ styleId }) }), act), label));
    expect(act.change).toHaveBeenCalledExactlyOnceWith({ styleId: expected });
  });

  it('says so when there are no styles, and steps nowhere', () => {
    const template = menuTemplate(state({ styles: [] }), actions());
    expect(find(template, 'No styles found').enabled).toBe(false);
    expect(find(template, '&Next Style').enabled).toBe(false);
  });

  it('sets the strength, and ticks none that is not in the list', () => {
    const act = actions();
    const template = menuTemplate(state({ settings: Settings.parse({ strength: 0.6 }) }), act);
    const submenu = find(template, 'S&trength').submenu as MenuItemConstructorOptions[];
    expect(submenu.map((item) => item.checked)).toEqual([false, false, false, false, false]);
    expect(submenu.every((item) => item.type === 'checkbox')).toBe(true);
    click(find(template, '25 %'));
    expect(act.change).toHaveBeenCalledExactlyOnceWith({ strength: 0.25 });
  });
});

describe('other items', () => {
  it('toggles the mirror', () => {
    const act = actions();
    click(find(menuTemplate(state(), act), '&Mirror the Picture'));
    expect(act.change).toHaveBeenCalledExactlyOnceWith({ mirror: false });
  });

  it('offers to restart the engine only when it has failed', () => {
    const act = actions();
    const label = '&Restart the Paint Engine';
    expect(find(menuTemplate(state(), act), label).enabled).toBe(false);
    const failed = find(menuTemplate(state({ engine: { ...ready, status: 'failed' } }), act), label);
    expect(failed.enabled).toBe(true);
    click(failed);
    expect(act.restartEngine).toHaveBeenCalledOnce();
  });

  it('keeps the developer tools out of a packaged app', () => {
    const roles = flatten(menuTemplate(state({ developer: false }), actions())).map((item) => item.role);
    expect(roles).not.toContain('toggleDevTools');
    expect(roles).not.toContain('reload');
  });
});
