/**
 * The menu's rows for commands of the page. A feature that has a command gets its row here and its name in
 * the contract; the row shows only when the page offers the command.
 */
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand, OfferedCommand } from '../studio/contract/menu.ts';
import type { MenuLabel, Say } from './menuLabels.ts';

/** Parts of menus, between separators. */
export type MenuPart =
  | 'settings'
  | 'file.open'
  | 'view.picture'
  | 'view.find'
  | 'view.machine'
  | 'view.screen'
  | 'style.step'
  | 'style.blend'
  | 'record.make'
  | 'record.look'
  | 'train.make'
  | 'train.look'
  | 'help.read';

interface Row {
  readonly part: MenuPart;
  readonly label: MenuLabel;
  /** With a modifier always: plain letters belong to the page, where one may be writing. */
  readonly accelerator?: string;
  /** The shortcut on macOS, where the system has another for it. */
  readonly mac?: string;
}

/** What the items are made with. */
export interface RowParts {
  readonly platform: NodeJS.Platform;
  readonly offers: readonly OfferedCommand[];
  readonly say: Say;
  run(id: MenuCommand): void;
}

/** One row for every command, in the order in which they are shown; one that is missing does not compile. */
const rows: Readonly<Record<MenuCommand, Row>> = {
  'app.settings': { part: 'settings', label: 'settings', accelerator: 'CmdOrCtrl+,' },
  'style.import': { part: 'file.open', label: 'importStyle', accelerator: 'CmdOrCtrl+O' },
  'view.keepColours': { part: 'view.picture', label: 'keepColours', accelerator: 'CmdOrCtrl+Shift+K' },
  'view.compare': { part: 'view.picture', label: 'compare', accelerator: 'CmdOrCtrl+Shift+D' },
  'view.freeze': { part: 'view.picture', label: 'freeze', accelerator: 'CmdOrCtrl+Shift+F' },
  'view.palette': { part: 'view.find', label: 'palette', accelerator: 'CmdOrCtrl+K' },
  'app.devices': { part: 'view.machine', label: 'devices' },
  // Not the role, which makes the window full but not the picture.
  'view.fullScreen': {
    part: 'view.screen',
    label: 'fullScreen',
    accelerator: 'F11',
    mac: 'Ctrl+Command+F',
  },
  'style.next': { part: 'style.step', label: 'next', accelerator: 'CmdOrCtrl+]' },
  'style.previous': { part: 'style.step', label: 'previous', accelerator: 'CmdOrCtrl+[' },
  'style.blend': { part: 'style.blend', label: 'blend', accelerator: 'CmdOrCtrl+B' },
  'record.toggle': { part: 'record.make', label: 'recordToggle', accelerator: 'CmdOrCtrl+R' },
  'record.snapshot': { part: 'record.make', label: 'snapshot', accelerator: 'CmdOrCtrl+S' },
  'record.repaint': { part: 'record.make', label: 'repaint', accelerator: 'CmdOrCtrl+Shift+O' },
  'still.paint': { part: 'record.make', label: 'still', accelerator: 'CmdOrCtrl+G' },
  'record.library': { part: 'record.look', label: 'recordings', accelerator: 'CmdOrCtrl+L' },
  'train.new': { part: 'train.make', label: 'newStyle', accelerator: 'CmdOrCtrl+N' },
  'train.further': { part: 'train.make', label: 'trainFurther' },
  'train.again': { part: 'train.make', label: 'trainAgain' },
  'train.list': { part: 'train.look', label: 'trainings' },
  'view.shortcuts': { part: 'help.read', label: 'shortcuts', accelerator: 'CmdOrCtrl+/' },
  'help.guide': {
    part: 'help.read',
    label: 'guide',
    // The key for help on Windows and Linux; macOS has its own menu search.
    accelerator: 'F1',
  },
  'help.welcome': { part: 'help.read', label: 'welcome' },
};

/** The items of a part: those that the page offers, as it has them just now. */
export function pageItems(
  part: MenuPart,
  { platform, offers, say, run }: RowParts,
): MenuItemConstructorOptions[] {
  const offered = new Map(offers.map((offer) => [offer.id, offer]));
  return Object.entries(rows).flatMap(([name, row]): MenuItemConstructorOptions[] => {
    const offer = offered.get(name);
    if (row.part !== part || !offer) return [];
    const id = name as MenuCommand;
    const accelerator = (platform === 'darwin' ? row.mac : undefined) ?? row.accelerator;
    return [
      {
        id,
        label: say(row.label),
        enabled: offer.enabled,
        ...(offer.checked !== undefined && { type: 'checkbox' as const, checked: offer.checked }),
        ...(accelerator !== undefined && { accelerator }),
        click: () => run(id),
      },
    ];
  });
}
