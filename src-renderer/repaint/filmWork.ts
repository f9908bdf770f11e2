/** Takes a video apart and puts it together again, off the page's thread: in the media worker. */
import type { Pixels } from '../bridge/bridge.ts';
import { Film } from './film.ts';
import { FilmError, type FromFilm, type Picture, type ToFilm } from './messages.ts';

const BEAT_MS = 1000;

let film: Film | null = null;
let pictures = 0;
const waiting = new Map<number, (pixels: Pixels) => void>();

const say = (message: FromFilm, transfer: Transferable[] = []): void =>
  self.postMessage(message, { transfer });

/** Hears what the page says. */
export function receive(data: ToFilm): void {
  if (data.type === 'open') void failing(() => open(data));
  else if (data.type === 'begin') void failing(() => run(data.style));
  else painted(data.id, data.pixels);
}

async function open({ file, quality, failed }: ToFilm & { type: 'open' }): Promise<void> {
  film = await Film.open(file, quality, failed);
  say({ type: 'opened', container: film.format.container, losesSound: film.losesSound });
}

async function run(style: string): Promise<void> {
  if (!film) return;
  // A timer of the page's own would sleep while its window is out of sight.
  const timer = setInterval(() => say({ type: 'beat' }), BEAT_MS);
  try {
    const frames = await film.run(style, {
      paint,
      write: (bytes) => {
        // A copy of just these bytes: the muxer's buffer may be larger, and its own.
        const copy = bytes.slice();
        say({ type: 'bytes', bytes: copy }, [copy.buffer]);
      },
      progress: (part, frames) => say({ type: 'progress', part, frames }),
    });
    say({ type: 'done', frames });
  } finally {
    clearInterval(timer);
  }
}

function paint(picture: Picture): Promise<Pixels> {
  const id = pictures++;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    say({ type: 'picture', id, picture }, [picture.pixels.buffer]);
  });
}

function painted(id: number, pixels: Pixels): void {
  waiting.get(id)?.(pixels);
  waiting.delete(id);
}

async function failing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { trouble, message, encoder } = error instanceof FilmError ? error : new FilmError('broken', error);
    say({ type: 'failed', trouble, message, encoder });
  }
}
