/** The settings file. */
import { dirname, join } from 'node:path';
import { messageOf } from '../paint/refusal.ts';
import { leftAsItIs, setAside, writeAtomically } from './atomicWrite.ts';
import { type Notice, Settings, type SettingsPatch } from './contract.ts';
import { OneByOne } from './oneByOne.ts';
import { readPatiently } from './patientRead.ts';
import { storageRefusal } from './storage.ts';

/** What is remembered from one start to the next. */
export class SettingsStore {
  readonly #file: string;
  #settings: Settings;
  /** What is on disk was neither taken nor kept elsewhere, so it is not written over. */
  #locked = false;
  readonly #changes = new OneByOne();

  private constructor(file: string, settings: Settings) {
    this.#file = file;
    this.#settings = settings;
  }

  /**
   * Reads `settings.json` in a folder. Of a file that is not wholly understood (garbage, or a newer version's)
   * every setting that can be is taken, and the rest are the defaults; the file as it was is kept under another
   * name, and the notice says so. One that cannot be read is kept like that, too: it may be whole.
   */
  static async open(folder: string): Promise<{ store: SettingsStore; notice?: Notice }> {
    const file = join(folder, 'settings.json');
    let text: string;
    try {
      text = await readPatiently(file);
    } catch (error) {
      const store = new SettingsStore(file, Settings.parse({}));
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { store };
      const what = `The settings cannot be read (${messageOf(error)}); the defaults are used.`;
      return { store, notice: await store.#startAfresh(what) };
    }
    const { settings, whole } = understand(text);
    const store = new SettingsStore(file, settings);
    if (whole) return { store };
    const notice = await store.#startAfresh(
      'Settings that could not be understood are at their defaults; a newer Pastiche may have written them.',
    );
    // What was understood is for the next start, too; a disk that refuses now is heard of at the first change.
    await store.set({}).catch(() => undefined);
    return { store, notice };
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
  set(
    patch: SettingsPatch | Partial<Pick<Settings, 'recordingsFolder' | 'recordedInto'>>,
  ): Promise<Settings> {
    return this.#changes.run(async () => {
      if (this.#locked) throw leftAsItIs(this.#file);
      const next = Settings.parse({ ...this.#settings, ...patch });
      try {
        await writeAtomically(this.#file, `${JSON.stringify(next, null, 2)}\n`);
      } catch (error) {
        throw storageRefusal(error, dirname(this.#file));
      }
      this.#settings = next;
      return next;
    });
  }

  /** Resolves when every change so far is on disk. */
  settled(): Promise<void> {
    return this.#changes.settled();
  }

  async #startAfresh(what: string): Promise<Notice> {
    const { done, message } = await setAside(this.#file);
    this.#locked = !done;
    return { level: 'warning', message: `${what} ${message}` };
  }
}

/** Every setting that fits its schema, and the defaults for the rest; `whole` where there are none of those. */
function understand(text: string): { settings: Settings; whole: boolean } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { settings: Settings.parse({}), whole: false };
  }
  const all = Settings.safeParse(read);
  if (all.success) return { settings: all.data, whole: true };
  const wrong = new Set(all.error.issues.map(({ path }) => path[0]));
  const entries = typeof read === 'object' && read !== null ? Object.entries(read) : [];
  const right = Object.fromEntries(entries.filter(([name]) => !wrong.has(name)));
  return { settings: Settings.parse(right), whole: false };
}
