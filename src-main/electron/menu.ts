/** The application menu, as a function of what the app is doing. It is rebuilt when that changes. */
import type { MenuItemConstructorOptions } from 'electron';
import type { EngineState, Settings, SettingsPatch, StyleInfo } from '../studio/contract.ts';
import type { MenuCommand, OfferedCommand } from '../studio/contract/menu.ts';
import { labelsIn, type MenuLabel, type MenuLanguage, type Say } from './menuLabels.ts';
import { type MenuPart, pageItems } from './menuRows.ts';

/** What the menu shows. */
export interface MenuState {
  readonly platform: NodeJS.Platform;
  /** Whether to offer reloading and the developer tools; not in a packaged app. */
  readonly developer: boolean;
  readonly language: MenuLanguage;
  readonly settings: Settings;
  readonly styles: readonly StyleInfo[];
  readonly engine: EngineState;
  /** The page's commands; none while there is no page. */
  readonly offers: readonly OfferedCommand[];
}

/** What the menu's own items do; all others are roles that Electron carries out. */
export interface MenuActions {
  change(patch: SettingsPatch): void;
  /** Hangs a style on the stage, or makes it the second of a blend, as a click on its tile does. */
  chooseStyle(styleId: string): void;
  restartEngine(): void;
  showData(): void;
  showLog(): void;
  copyDetails(): void;
  /** Has the page do something. */
  command(id: MenuCommand): void;
}

type Item = MenuItemConstructorOptions;
type Role = NonNullable<Item['role']>;
const separator: Item = { type: 'separator' };
const STRENGTHS = [0, 0.25, 0.5, 0.75, 1];

/** What every menu is made from. */
interface Kit {
  readonly state: MenuState;
  readonly actions: MenuActions;
  readonly mac: boolean;
  readonly say: Say;
  role(role: Role, label: MenuLabel): Item;
  page(part: MenuPart): Item[];
}

/** The whole menu, by the conventions of the platform. A menu without a row is left out. */
export function menuTemplate(state: MenuState, actions: MenuActions): Item[] {
  const say = labelsIn(state.language, state.platform);
  const kit: Kit = {
    state,
    actions,
    say,
    mac: state.platform === 'darwin',
    role: (role, label) => ({ role, label: say(label) }),
    page: (part) => pageItems(part, { ...state, say, run: actions.command }),
  };
  return [
    ...(kit.mac ? [appMenu(kit)] : []),
    menu(kit, 'file', fileParts(kit)),
    menu(kit, 'edit', editParts(kit)),
    menu(kit, 'view', viewParts(kit)),
    menu(kit, 'style', styleParts(kit)),
    menu(kit, 'record', [kit.page('record.make'), kit.page('record.look')]),
    menu(kit, 'train', [kit.page('train.make'), kit.page('train.look')]),
    { ...menu(kit, 'window', windowParts(kit)), role: 'window' as const },
    { ...menu(kit, 'help', helpParts(kit)), role: 'help' as const },
  ].filter(({ submenu }) => Array.isArray(submenu) && submenu.length > 0);
}

function menu({ say }: Kit, label: MenuLabel, parts: readonly Item[][]): Item {
  const filled = parts.filter((part) => part.length > 0);
  return {
    label: say(label),
    submenu: filled.flatMap((part, index) => (index === 0 ? part : [separator, ...part])),
  };
}

/** macOS's menu of the app itself: what is in File and Help elsewhere. */
function appMenu(kit: Kit): Item {
  const { role, page } = kit;
  const parts = [
    [role('about', 'about')],
    page('settings'),
    [role('services', 'services')],
    [role('hide', 'hide'), role('hideOthers', 'hideOthers'), role('unhide', 'unhide')],
    [role('quit', 'quit')],
  ];
  return { ...menu(kit, 'file', parts), label: 'Pastiche' };
}

function fileParts({ mac, state, role, page, say, actions }: Kit): Item[][] {
  const showData = { label: say('showData'), click: () => actions.showData() };
  return [
    page('file.open'),
    [showData],
    mac ? [] : page('settings'),
    [mac ? role('close', 'close') : role('quit', state.platform === 'win32' ? 'exit' : 'quit')],
  ];
}

function editParts({ role }: Kit): Item[][] {
  return [
    [role('undo', 'undo'), role('redo', 'redo')],
    [role('cut', 'cut'), role('copy', 'copy'), role('paste', 'paste'), role('selectAll', 'selectAll')],
  ];
}

function viewParts({ state, actions, role, page, say }: Kit): Item[][] {
  const { mirror } = state.settings;
  const mirrorItem: Item = {
    label: say('mirror'),
    type: 'checkbox',
    checked: mirror,
    // Not Command+M, which minimises on macOS.
    accelerator: 'CmdOrCtrl+Shift+M',
    click: () => actions.change({ mirror: !mirror }),
  };
  // Not Control+R, which records.
  const reload: Item = { ...role('reload', 'reload'), accelerator: 'CmdOrCtrl+Alt+R' };
  return [
    [mirrorItem, ...page('view.picture')],
    [...page('view.find'), ...page('view.machine')],
    [role('resetZoom', 'actualSize'), role('zoomIn', 'zoomIn'), role('zoomOut', 'zoomOut')],
    page('view.screen'),
    state.developer ? [reload, role('toggleDevTools', 'developerTools')] : [],
  ];
}

function styleParts({ state, actions, page, say }: Kit): Item[][] {
  const { settings, styles } = state;
  // Where none is chosen, or one that is gone, the page shows the first.
  const chosen = styles.find((style) => style.id === settings.styleId) ?? styles[0];
  const items = styles.map((style, index) => ({
    label: style.title.replaceAll('&', '&&'),
    type: 'radio' as const,
    checked: style === chosen,
    ...(index < 9 && { accelerator: `CmdOrCtrl+${index + 1}` }),
    click: () => actions.chooseStyle(style.id),
  }));
  // Electron ticks the first of a radio group in which none is, so such a group has none.
  const type = STRENGTHS.includes(settings.strength) ? ('radio' as const) : ('checkbox' as const);
  const strengths = STRENGTHS.map((strength) => ({
    label: `${strength * 100} %`,
    type,
    checked: strength === settings.strength,
    click: () => actions.change({ strength }),
  }));
  return [
    items.length > 0 ? items : [{ label: say('noStyles'), enabled: false }],
    page('style.step'),
    [{ label: say('strength'), submenu: strengths }, ...page('style.blend')],
  ];
}

function windowParts({ mac, role }: Kit): Item[][] {
  return mac
    ? [[role('minimize', 'minimise'), role('zoom', 'zoom')], [role('front', 'front')]]
    : [[role('minimize', 'minimise'), role('close', 'close')]];
}

function helpParts({ mac, state, actions, role, page, say }: Kit): Item[][] {
  return [
    page('help.read'),
    [
      { label: say('copyDetails'), click: () => actions.copyDetails() },
      { label: say('showLog'), click: () => actions.showLog() },
      {
        label: say('restartEngine'),
        enabled: state.engine.status === 'failed',
        click: () => actions.restartEngine(),
      },
    ],
    mac ? [] : [role('about', 'about')],
  ];
}
