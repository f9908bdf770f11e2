/** A bridge without a shell, for working on the page's looks: its styles merely shift colours. */
import type {
  Bridge,
  BridgeStatus,
  FrameRequest,
  PaintAnswer,
  Pixels,
  Unsubscribe,
} from '../bridge/bridge.ts';
import type {
  Args,
  EngineState,
  EventData,
  EventName,
  Reply,
  RequestName,
  Result,
  Settings,
  StyleInfo,
} from '../bridge/contract.ts';
import { Emitter } from '../bridge/emitter.ts';
import { initialSettings } from '../state/settings.ts';

const works: readonly [id: string, title: string, artist: string, year: number][] = [
  ['starry_night', 'The Starry Night', 'Vincent van Gogh', 1889],
  ['wave', 'The Great Wave off Kanagawa', 'Katsushika Hokusai', 1831],
  ['the_scream', 'The Scream', 'Edvard Munch', 1893],
  ['udnie', 'Udnie', 'Francis Picabia', 1913],
  ['composition_vii', 'Composition VII', 'Wassily Kandinsky', 1913],
  ['shipwreck', 'The Shipwreck of the Minotaur', 'J. M. W. Turner', 1810],
];

/** What the fake is to pretend; from the page's address. */
export interface Pretence {
  readonly styles: number;
  readonly engine: EngineState['status'];
  readonly status: BridgeStatus;
  readonly problems: boolean;
  readonly notice: boolean;
  readonly paintMs: number;
}

/** Answers everything by itself. */
export class FakeBridge implements Bridge {
  status: BridgeStatus;
  readonly #pretence: Pretence;
  readonly #events = new Emitter<{ [E in EventName]: EventData<E> }>();
  readonly #statuses = new Emitter<{ status: BridgeStatus }>();
  #settings: Settings = { ...initialSettings, welcomed: true };
  #engine: EngineState;
  #queue: Promise<unknown> = Promise.resolve();
  #id = 0;

  constructor(pretence: Pretence) {
    this.#pretence = pretence;
    this.#engine = { status: pretence.engine, device: 'cpu', pid: 1, restarts: 0 };
    this.status = pretence.status === 'disconnected' ? 'connected' : pretence.status;
    if (pretence.status === 'disconnected') setTimeout(() => this.#setStatus('disconnected'), 1500);
    if (pretence.notice) {
      const message = 'The painter was restarted; the view goes on.';
      setTimeout(() => this.#events.emit('notice', { level: 'info', message }), 800);
      const worse = 'The Scream cannot be painted: its file ends early.';
      setTimeout(() => this.#events.emit('notice', { level: 'error', message: worse }), 900);
    }
  }

  onStatus(listener: (status: BridgeStatus) => void): Unsubscribe {
    listener(this.status);
    return this.#statuses.on('status', listener);
  }

  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): Unsubscribe {
    return this.#events.on(event, listener);
  }

  async request<N extends RequestName>(name: N, args: Args<N>): Promise<Reply<Result<N>>> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return { ok: true, value: this.#answer(name, args) as Result<N> };
  }

  async paint(frame: FrameRequest, pixels: Pixels): Promise<PaintAnswer> {
    const id = ++this.#id;
    const before = this.#queue;
    const painted = (async () => {
      await before;
      const ms = (this.#pretence.paintMs * frame.width * frame.height) / (640 * 480);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return shift(
        pixels,
        works.findIndex(([work]) => work === frame.styleId),
        frame.strength,
      );
    })();
    this.#queue = painted;
    const { width, height } = frame;
    return {
      header: { ok: true, id, width, height, paintMs: this.#pretence.paintMs },
      pixels: await painted,
    };
  }

  close(): void {
    this.#setStatus('disconnected');
  }

  #answer(name: RequestName, args: unknown): unknown {
    switch (name) {
      case 'app.info':
        return { contract: 1, version: '0', shell: 'browser', platform: 'linux' };
      case 'styles.list':
        return { styles: this.#styles(), problems: this.#pretence.problems ? problems : [] };
      case 'settings.set':
        this.#settings = { ...this.#settings, ...(args as Partial<Settings>) };
        return this.#settings;
      case 'settings.get':
        return this.#settings;
      case 'engine.restart':
        this.#engine = { ...this.#engine, status: 'ready' };
        return this.#engine;
      case 'engine.state':
        return this.#engine;
      case 'devices.list':
      case 'devices.measure':
        return { devices: [], measuring: null, order: ['cpu'] };
      case 'cudaRuntime.state':
      case 'cudaRuntime.fetch':
      case 'cudaRuntime.cancel':
        return { status: 'absent', received: 0, bytes: 0, host: 'api.nuget.org' };
      case 'recordings.list':
        return { folder: '/home/ada/Videos/Pastiche', recordings: [], drag: 'download' };
      case 'report.details':
        return { text: 'Pastiche 0 (a fake)' };
      case 'library.abilities':
        return { showInFolder: true, export: 'download', drag: 'download' };
      case 'library.trashed':
        return [];
      default:
        return null;
    }
  }

  #styles(): StyleInfo[] {
    return works
      .slice(0, this.#pretence.styles)
      .map(([id, title, artist, year]) => ({ id, title, artist, year, shipped: true }));
  }

  #setStatus(status: BridgeStatus): void {
    this.status = status;
    this.#statuses.emit('status', status);
  }
}

const problems = [
  { file: 'my-painting.onnx', message: 'The file ends after 12 kB; it is not a whole model.' },
];

/** Turns the colours; enough to tell the styles apart. */
function shift(pixels: Pixels, style: number, strength: number): Pixels {
  const out = new Uint8Array(pixels.length);
  const levels = 3 + (style % 3);
  const step = 255 / levels;
  for (let i = 0; i < pixels.length; i += 4) {
    for (let c = 0; c < 3; c++) {
      const own = pixels[i + c] ?? 0;
      const other = pixels[i + ((c + style) % 3)] ?? 0;
      out[i + c] = own + strength * (Math.round(other / step) * step - own);
    }
    out[i + 3] = 255;
  }
  return out;
}
