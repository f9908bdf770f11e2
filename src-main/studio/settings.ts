/** The settings file. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../paint/refusal.ts';
import { setAside, writeAtomically } from './atomicWrite.ts';
import { type Notice, Settings, type SettingsPatch } from './contract.ts';
import { storageRefusal } from './storage.ts';

/** What is remembered from one start to the next. */
export class SettingsStore {
  readonly #file: string;
  #settings: Settings;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(file: string, settings: Settings) {
    this.#file = file;
    this.#settings = settings;
  }

  /**
   * Reads `settings.json` in a folder. What cannot be understood (garbage, or a newer version's file) is
   * kept beside it under another name, and the defaults are used; the notice says so.
   */
  static async open(folder: string): Promise<{ store: SettingsStore; notice?: Notice }> {
    const file = join(folder, 'settings.json');
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      const store = new SettingsStore(file, Settings.parse({}));
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { store };
      const message = `The settings cannot be read (${messageOf(error)}); the defaults are used.`;
      return { store, notice: { level: 'warning', message } };
    }
    const settings = parse(text);
    if (settings) return { store: new SettingsStore(file, settings) };
    const message = `The settings could not be understood; the defaults are used. ${await setAside(file)}`;
    return { store: new SettingsStore(file, Settings.parse({})), notice: { level: 'warning', message } };
  }

  /** The settings as they are. */
  get current(): Settings {
    return this.#settings;
  }

  /**
   * Changes some settings; resolves when they are on disk. Changes are made one after the other, each on
   * what the one before left. When the disk refuses, the settings stay as they were.
   * @throws {Refusal} `storage`
   */
  set(patch: SettingsPatch | Pick<Settings, 'recordingsFolder'>): Promise<Settings> {
    const change = this.#last.then(async () => {
      const next = Settings.parse({ ...this.#settings, ...patch });
      try {
        await writeAtomically(this.#file, `${JSON.stringify(next, null, 2)}\n`);
      } catch (error) {
        throw storageRefusal(error, dirname(this.#file));
      }
      this.#settings = next;
      return next;
    });
    this.#last = change.catch(() => undefined);
    return change;
  }

  /** Resolves when every change so far is on disk. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

function parse(text: string): Settings | undefined {
  try {
    return Settings.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
