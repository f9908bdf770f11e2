/** Keeps the application menu up to date with what the studio and the page say. */
import type { Menu } from 'electron';
import type { EngineState, RequestName } from '../studio/contract.ts';
import { requests, Settings } from '../studio/contract.ts';
import type { OfferedCommand } from '../studio/contract/menu.ts';
import type { Studio } from '../studio/studio.ts';
import { menuTemplate, type MenuActions, type MenuState } from './menu.ts';
import { menuLanguage, type MenuLanguage } from './menuLabels.ts';

/** What the menu is made with. */
export interface AppMenuParts {
  Menu: Pick<typeof Menu, 'buildFromTemplate' | 'setApplicationMenu'>;
  platform: NodeJS.Platform;
  developer: boolean;
  /** The person's languages, the dearest first. */
  languages(): readonly string[];
  actions: Omit<MenuActions, 'change' | 'restartEngine'>;
  /** Tells the person, on the page, what went wrong. */
  tell(message: string): void;
  /** Hears which language the person is spoken to in, first and whenever it is another. */
  speaks(language: MenuLanguage): void;
}

/** What the menu shows of the studio and the page. */
type Known = Pick<MenuState, 'settings' | 'styles' | 'engine' | 'offers'>;

/** The application menu. */
export class AppMenu {
  readonly #parts: AppMenuParts;
  #studio: Pick<Studio, 'request'> | undefined;
  #spoken: MenuLanguage | undefined;
  #known: Known = {
    settings: Settings.parse({}),
    styles: [],
    engine: { status: 'starting', device: null, pid: null, restarts: 0 },
    offers: [],
  };

  constructor(parts: AppMenuParts) {
    this.#parts = parts;
  }

  /** The language that the person is spoken to in. */
  get language(): MenuLanguage {
    return menuLanguage(this.#known.settings.language, this.#parts.languages());
  }

  /** Shows the state of a studio from now on. */
  follow(studio: Pick<Studio, 'request' | 'settings' | 'listen' | 'engineState'>): void {
    this.#studio = studio;
    studio.listen((name, data) => this.#hear(name, data));
    this.#update({ engine: studio.engineState, settings: studio.settings });
  }

  /** The page offers these commands now; none when it is gone. */
  offer(offers: readonly OfferedCommand[]): void {
    this.#update({ offers });
  }

  /**
   * Has the page choose a style, which alone knows whether it is to be the second of a blend. Where no page is,
   * the style is the one that the next page shows.
   */
  chooseStyle(styleId: string): void {
    if (this.#known.offers.length > 0) {
      this.#parts.actions.chooseStyle(styleId);
      // Electron has moved the tick already; the page may have the style for a blend.
      return this.#update({});
    }
    const again = this.#known.settings.blend?.styleId === styleId;
    void this.#act('settings.set', { styleId, ...(again && { blend: null }) });
  }

  /** Asks the studio for what it does not say by itself. */
  async learn(): Promise<void> {
    const reply = await this.#studio?.request('styles.list', {});
    if (reply?.ok) this.#update({ styles: requests['styles.list'].result.parse(reply.value).styles });
  }

  #hear(name: string, data: unknown): void {
    if (name === 'engine.state') this.#update({ engine: data as EngineState });
    if (name === 'settings.changed') this.#update({ settings: data as Settings });
    if (name === 'styles.changed') void this.learn();
  }

  #update(change: Partial<Known>): void {
    const { Menu, platform, developer, actions, speaks } = this.#parts;
    this.#known = { ...this.#known, ...change };
    const { language } = this;
    if (language !== this.#spoken) speaks(language);
    this.#spoken = language;
    const template = menuTemplate(
      { ...this.#known, platform, developer, language },
      {
        ...actions,
        // Electron has moved the tick already; it is the page that says where it is.
        command: (id) => {
          actions.command(id);
          this.#update({});
        },
        chooseStyle: (styleId) => this.chooseStyle(styleId),
        change: (patch) => void this.#act('settings.set', patch),
        restartEngine: () => void this.#act('engine.restart', {}),
      },
    );
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  /** Does what a menu item says; its effect comes back as an event. */
  async #act(name: RequestName, args: object): Promise<void> {
    const reply = await this.#studio?.request(name, args);
    if (!reply || reply.ok) return;
    // Nothing changed: take back the tick that the click made.
    this.#update({});
    this.#parts.tell(reply.message);
  }
}
