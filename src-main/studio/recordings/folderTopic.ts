/** The recordings folder: the usual one, or the one that the person has chosen. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../../paint/refusal.ts';
import { makeFolder } from '../../train/makeFolder.ts';
import type { recordingsFolderRequests, RecordingsFolderState } from '../contract/recordingsFolder.ts';
import type { Handlers } from '../dispatch.ts';
import type { StudioEvents } from '../events.ts';
import type { SettingsStore } from '../settings.ts';
import type { StudioOptions } from '../studioOptions.ts';
import { diskRefusal } from './trouble.ts';

/** What of a studio's options counts here. */
type FolderOptions = Pick<StudioOptions, 'dataFolder' | 'recordingsFolder' | 'facilities'>;

/** Knows the folder, and changes it. */
export class RecordingsFolder {
  readonly #options: FolderOptions;
  readonly #settings: SettingsStore;
  readonly #events: StudioEvents;
  readonly #moved: () => unknown;

  /** `moved` is called once the folder is another. */
  constructor(options: FolderOptions, settings: SettingsStore, events: StudioEvents, moved: () => unknown) {
    this.#options = options;
    this.#settings = settings;
    this.#events = events;
    this.#moved = moved;
  }

  /** Where recordings that are begun now go. */
  get current(): string {
    const { dataFolder, recordingsFolder } = this.#options;
    return this.#settings.current.recordingsFolder ?? recordingsFolder ?? join(dataFolder, 'recordings');
  }

  /** Whether the folder was there before: the person chose it, or something was kept in it. */
  get wasThere(): boolean {
    return this.#settings.current.recordingsFolder !== null || this.hasKept;
  }

  /** Whether something was kept in the folder. */
  get hasKept(): boolean {
    return this.#settings.current.recordedInto === this.current;
  }

  /** Something is in a folder: where that is the present one it is remembered, so that it is missed when it is away. */
  isThere(folder: string): void {
    if (this.hasKept || folder !== this.current) return;
    // What cannot be remembered is only missed less.
    this.#settings.set({ recordedInto: this.current }).catch(() => undefined);
  }

  /** The handlers of the topic's requests. */
  handlers(): Pick<Handlers, keyof typeof recordingsFolderRequests> {
    return {
      'recordingsFolder.state': () => this.#state,
      'recordingsFolder.choose': async () => {
        const choose = this.#options.facilities?.chooseFolder;
        if (!choose) throw new Refusal('unavailable', 'This window cannot ask for folders.');
        const chosen = await choose(this.current);
        if (chosen !== null) await this.#use(chosen);
        return this.#state;
      },
      'recordingsFolder.reset': async () => {
        await this.#use(null);
        return this.#state;
      },
    };
  }

  get #state(): RecordingsFolderState {
    return {
      folder: this.current,
      usual: this.#settings.current.recordingsFolder === null,
      canChoose: this.#options.facilities?.chooseFolder !== undefined,
    };
  }

  async #use(recordingsFolder: string | null): Promise<void> {
    if (recordingsFolder !== null) {
      try {
        await makeFolder(recordingsFolder);
        await access(recordingsFolder, constants.W_OK);
      } catch (error) {
        throw diskRefusal(error, `${recordingsFolder} cannot take recordings`);
      }
    }
    this.#events.emit('settings.changed', await this.#settings.set({ recordingsFolder }));
    this.#events.emit('recordings.changed', {});
    this.#moved();
  }
}
