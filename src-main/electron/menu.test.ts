import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { Settings, type EngineState, type StyleInfo } from '../studio/contract.ts';
import { MenuCommand, type OfferedCommand } from '../studio/contract/menu.ts';
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
    language: 'en',
    offers: [],
    ...change,
  };
}

function actions() {
  return {
    change: vi.fn<MenuActions['change']>(),
    chooseStyle: vi.fn<MenuActions['chooseStyle']>(),
    restartEngine: vi.fn<MenuActions['restartEngine']>(),
    showData: vi.fn<MenuActions['showData']>(),
    showLog: vi.fn<MenuActions['showLog']>(),
    copyDetails: vi.fn<MenuActions['copyDetails']>(),
    command: vi.fn<MenuActions['command']>(),
  };
}

/** Every command there is, as a page that has them all would offer it. */
const everything: OfferedCommand[] = MenuCommand.options.map((id) => ({ id, enabled: true }));

/** The shortcuts that Electron gives to roles without one of their own; from its documentation. */
const roleKeys: Partial<Record<string, string>> = {
  undo: 'CmdOrCtrl+Z',
  cut: 'CmdOrCtrl+X',
  copy: 'CmdOrCtrl+C',
  paste: 'CmdOrCtrl+V',
  selectAll: 'CmdOrCtrl+A',
  quit: 'CmdOrCtrl+Q',
  close: 'CmdOrCtrl+W',
  minimize: 'CmdOrCtrl+M',
  hide: 'CmdOrCtrl+H',
  resetZoom: 'CmdOrCtrl+0',
  zoomIn: 'CmdOrCtrl+Plus',
  zoomOut: 'CmdOrCtrl+-',
  reload: 'CmdOrCtrl+R',
};

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
  const template = menuTemplate(state({ platform, offers: everything }), actions());

  it('has nothing dead: every item is a role, does something, opens something or separates', () => {
    for (const item of flatten(template)) {
      const dead = !(item.role ?? item.click ?? item.submenu) && item.type !== 'separator';
      expect(dead, JSON.stringify(item)).toBe(false);
    }
  });

  it('uses no shortcut twice, and none that a person may write with', () => {
    const keys = flatten(template).flatMap((item) => item.accelerator ?? roleKeys[item.role ?? ''] ?? []);
    expect(keys.length).toBeGreaterThan(20);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !/^(CmdOrCtrl\+|Ctrl\+Command\+|F\d+$)/.test(key))).toEqual([]);
  });

  it('separates parts only, and shows no menu without a row', () => {
    for (const offers of [[], everything]) {
      for (const { submenu } of menuTemplate(state({ platform, offers }), actions())) {
        const types = (submenu as MenuItemConstructorOptions[]).map(({ type }) => type);
        expect(types.length).toBeGreaterThan(0);
        expect([types[0], types.at(-1)]).not.toContain('separator');
        expect(types.some((type, i) => type === 'separator' && types[i + 1] === 'separator')).toBe(false);
      }
    }
  });

  it.each(['en', 'ja'] as const)('says everything in %s, with a key of its own for each row', (language) => {
    const said = menuTemplate(state({ platform, language, offers: everything }), actions());
    for (const items of [said, ...said.map(({ submenu }) => submenu as MenuItemConstructorOptions[])]) {
      const keys = items.flatMap(
        ({ label = '' }) => /&([^&])/.exec(label.replaceAll('&&', ''))?.[1]?.toUpperCase() ?? [],
      );
      expect(new Set(keys).size, keys.join()).toBe(keys.length);
      // macOS has no such keys.
      if (platform === 'darwin') expect(keys).toEqual([]);
    }
    const labels = flatten(said).map(({ label = '' }) => label);
    expect(labels.some((label) => /[ぁ-んァ-ン]/.test(label))).toBe(language === 'ja');
  });

  it('can quit, and says what the app is', () => {
    const roles = flatten(template).map((item) => item.role);
    expect(roles).toEqual(expect.arrayContaining(['quit', 'about']));
    expect(template[0]?.label).toBe(platform === 'darwin' ? 'Pastiche' : '&File');
  });

  it('has the settings where the platform wants them', () => {
    const settings = template.find(({ submenu }) =>
      (submenu as MenuItemConstructorOptions[]).some(({ id }) => id === 'app.settings'),
    );
    expect(settings).toBe(template[0]);
  });
});

describe("the page's commands", () => {
  it('have a row each when the page has them all, and none when it has none', () => {
    const ids = (offers: OfferedCommand[]): string[] =>
      flatten(menuTemplate(state({ offers }), actions())).flatMap(({ id }) => id ?? []);
    expect(ids(everything).sort()).toEqual([...MenuCommand.options].sort());
    expect(ids([])).toEqual([]);
    expect(ids([{ id: 'constructor', enabled: true }])).toEqual([]);
  });

  it('show their state, and are sent to the page', () => {
    const act = actions();
    const offers = [
      { id: 'view.freeze', checked: true, enabled: true },
      { id: 'view.palette', enabled: false },
    ];
    const template = menuTemplate(state({ offers }), act);
    expect(find(template, '&Freeze the Picture')).toMatchObject({ type: 'checkbox', checked: true });
    expect(find(template, 'Comman&ds…')).toMatchObject({ enabled: false });
    click(find(template, '&Freeze the Picture'));
    expect(act.command).toHaveBeenCalledExactlyOnceWith('view.freeze');
  });

  it('bring their own menus with them', () => {
    const menus = (offers: OfferedCommand[]): (string | undefined)[] =>
      menuTemplate(state({ offers }), actions()).map(({ label }) => label);
    expect(menus([])).not.toContain('&Record');
    expect(menus([{ id: 'record.toggle', enabled: true }])).toContain('&Record');
    expect(menus([{ id: 'train.new', enabled: true }])).toContain('&Train');
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
    expect(act.chooseStyle).toHaveBeenCalledExactlyOnceWith('scream');
  });

  it.each([null, 'gone'])('ticks the first, which is on the stage, while %s is chosen', (styleId) => {
    const template = menuTemplate(state({ settings: Settings.parse({ styleId }) }), actions());
    expect(find(template, 'The Scream')).toMatchObject({ type: 'radio', checked: true });
    expect(find(template, 'Wave && Wind')).toMatchObject({ type: 'radio', checked: false });
  });

  it('has the page step, which knows from where and whether', () => {
    const act = actions();
    const offers = [
      { id: 'style.next', enabled: true },
      { id: 'style.previous', enabled: false },
    ];
    const template = menuTemplate(state({ offers }), act);
    expect(find(template, '&Previous Style').enabled).toBe(false);
    click(find(template, '&Next Style'));
    expect(act.command).toHaveBeenCalledExactlyOnceWith('style.next');
  });

  it('says so when there are no styles', () => {
    const template = menuTemplate(state({ styles: [] }), actions());
    expect(find(template, 'No styles found').enabled).toBe(false);
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
