/** Repaints a picture: its file is handed over, and painted on the main side. */
import { fileName } from '../bridge/fileName.ts';
import { isHeic } from './heic.ts';
import { cancelled, endOf, TaskError, valueOf, type TaskOptions } from './task.ts';

/** A piece has so many bytes, and so many are on their way at a time. */
const PIECE_BYTES = 1024 * 1024;
const PIECES_AHEAD = 4;
/** Of the whole work, handing over is the smaller part. */
const READING = 0.1;

/** Repaints one picture. @throws {TaskError} where it cannot be; {@link Cancelled} when it was. */
export async function repaintPicture(options: TaskOptions): Promise<void> {
  const { bridge, file, look, signal } = options;
  const name = fileName(file);
  if (file.size === 0) throw new TaskError('empty', '');
  if (await isHeic(file).catch(unreadable)) throw new TaskError('heic', '');
  const { job } = valueOf(await bridge.request('repaint.begin', { name, bytes: file.size, look }));
  const over = cancelled(signal);
  try {
    await Promise.race([over, handOver(options, job)]);
    await Promise.race([over, painted(options, job)]);
  } finally {
    over.catch(() => undefined);
    void bridge.request('repaint.end', { job });
  }
}

async function handOver({ bridge, file, signal, progress }: TaskOptions, job: string): Promise<void> {
  const waiting: Promise<unknown>[] = [];
  for (let offset = 0; offset < file.size && !signal.aborted; offset += PIECE_BYTES) {
    if (waiting.length >= PIECES_AHEAD) await waiting.shift();
    progress((READING * offset) / file.size, 'reading');
    const bytes = new Uint8Array(await read(file, offset));
    const sent = bridge.request('repaint.append', { job, offset, bytes }).then(valueOf);
    // It is awaited in its turn.
    sent.catch(() => undefined);
    waiting.push(sent);
  }
  await Promise.all(waiting);
}

function read(file: File, offset: number): Promise<ArrayBuffer> {
  return file
    .slice(offset, offset + PIECE_BYTES)
    .arrayBuffer()
    .catch(unreadable);
}

/** A folder, or a file that changed or went meanwhile. */
function unreadable(error: unknown): never {
  throw new TaskError('unreadable', String(error));
}

/** Has it painted, and waits for the end. */
async function painted({ bridge, progress }: TaskOptions, job: string): Promise<void> {
  const stop = bridge.on('repaint.progress', (news) => {
    if (news.job === job) progress(READING + (1 - READING) * news.part, 'painting');
  });
  progress(null, 'painting');
  try {
    await endOf(
      bridge,
      'repaint.ended',
      () => bridge.request('repaint.paint', { job }),
      (news) => (news.job !== job ? null : news.ok ? { ok: true, value: null } : news),
    );
  } finally {
    stop();
  }
}
