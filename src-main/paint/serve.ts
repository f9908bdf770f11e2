/** The paint process's work: answers its supervisor, and the pages whose ports it was given. */
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import type { z } from 'zod';
import { PaintEngine } from './engine.ts';
import { FallbackPainter } from './fallback.ts';
import type { AdoptedModel } from './adopt.ts';
import { StyleError, type Painter } from './painter.ts';
import type { Port } from '../process/port.ts';
import { servePage } from './page.ts';
import { type FromPaint, refusedFrame, ToPaint } from './protocol.ts';
import { errorOf, FilePainting } from './files.ts';
import { messageOf, Refusal } from './refusal.ts';
import { FileShelf } from './shelf.ts';

/**
 * Over this size of the process nothing is loaded that nobody chose. At 640x480 a `lite` network takes 55 MB
 * and a full `johnson` 340 MB. On a card most of that is not the process's, but its driver takes some hundred MB.
 */
const MEMORY_FOR_AHEAD = 400 * 1024 * 1024;
const MEMORY_FOR_AHEAD_ON_CARD = 1024 * 1024 * 1024;

/** What the process paints with; tests bring their own. */
export interface PaintMeans {
  openPainter(device: string): Promise<Painter>;
  /** @throws {StyleError} when the bytes are no style. */
  adopt(bytes: Uint8Array): Promise<AdoptedModel>;
  /** False: nothing is loaded that nobody chose. */
  readonly loadsAhead?: boolean;
}

/** A supervisor that is gone takes this process with it; so does a device that cannot be had at all. */
export function servePaint(parent: Port, means: PaintMeans, exit: (code: number) => void): void {
  const post = (message: FromPaint): Promise<void> => parent.post(message);
  const shelf = new FileShelf((found) => void post({ type: 'found', ...found }));
  let engine: PaintEngine | undefined;
  let files: FilePainting | undefined;
  let pages = 0;

  const warn = (message: string): void => {
    void post({ type: 'notice', notice: { level: 'warning', message } });
  };

  const start = async (devices: readonly string[]): Promise<void> => {
    const { painter, left } = await openFirst(devices, means, warn);
    const withFallback = new FallbackPainter(painter, left, {
      open: (device) => means.openPainter(device),
      fellBack: (from, to, why) => {
        warn(`Painting on ${from.name} failed (${why}); ${to.name} paints now.`);
        void post({ type: 'ready', device: to.id });
      },
    });
    files = new FilePainting(withFallback, shelf, post);
    const onLongWork = (ms: number): void => void post({ type: 'patience', ms });
    engine = new PaintEngine({
      painter: withFallback,
      styles: shelf,
      onLongWork,
      onTrying: (styleId) => post({ type: 'trying', styleId }),
      mayLoadAhead: () => {
        if (means.loadsAhead === false) return false;
        const onCard = withFallback.device.id !== 'cpu';
        return process.memoryUsage.rss() < (onCard ? MEMORY_FOR_AHEAD_ON_CARD : MEMORY_FOR_AHEAD);
      },
    });
    await post({ type: 'ready', device: painter.device.id });
  };

  const notYet = (): Refusal => new Refusal('unavailable', 'The painter is not ready yet.');

  const connectPage = (port: Port): void => {
    pages += 1;
    const client = `port ${pages}`;
    servePage(
      port,
      (frame, answer) => {
        if (!engine) throw notYet();
        engine.submit(client, frame, answer);
      },
      () => engine?.forget(client),
    );
  };

  const handle = async (message: z.output<typeof ToPaint>, ports: readonly Port[]): Promise<void> => {
    switch (message.type) {
      case 'start':
        if (message.background) makeWay();
        return start(message.devices);
      case 'styles':
        return shelf.set(message.styles);
      case 'prepare': {
        const { request, styleId, blendId, width, height, video } = message;
        try {
          if (!engine) throw notYet();
          await engine.prepare(styleId, { width, height, video }, blendId);
          return await post({ type: 'done', request });
        } catch (error) {
          return post({ type: 'done', request, error: errorOf(error) });
        }
      }
      case 'adopt': {
        const { request, bytes } = message;
        try {
          const { model, description, notes } = await means.adopt(bytes);
          return await post({ type: 'adopted', request, model, description, notes: [...notes] });
        } catch (error) {
          const code = error instanceof StyleError ? 'unknown-style' : 'internal';
          return post({ type: 'done', request, error: { code, message: messageOf(error) } });
        }
      }
      case 'frame': {
        const { client, header, pixels } = message;
        if (!engine) return post({ type: 'painted', ...refusedFrame(header.id, notYet()) });
        return engine.submit(client, { header, pixels }, (painted) => post({ type: 'painted', ...painted }));
      }
      case 'picture':
        if (files) return files.paint(message);
        return post({ type: 'done', request: message.request, error: errorOf(notYet()) });
      case 'forget':
        return engine?.forget(message.client);
      case 'ping':
        return post({ type: 'pong', request: message.request });
      case 'connect':
        return ports.forEach(connectPage);
    }
  };

  parent.onClose(() => exit(0));
  parent.onMessage((data, ports) => {
    const message = ToPaint.safeParse(data);
    if (!message.success) {
      console.error(`The paint process was sent something it does not know: ${message.error.message}`);
      return;
    }
    handle(message.data, ports).catch((error: unknown) => {
      // Only the start can fail for good; the supervisor decides what then.
      console.error(`The paint process failed: ${messageOf(error)}`);
      if (message.data.type === 'start') exit(1);
    });
  });
}

/** The live view, and whatever else the person does, comes first. */
function makeWay(): void {
  try {
    // Threads that are started later inherit it.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Where the system does not let us, both get their share.
  }
}

/** The first device that can be had, and those that are left after it. */
async function openFirst(
  devices: readonly string[],
  means: PaintMeans,
  warn: (message: string) => void,
): Promise<{ painter: Painter; left: readonly string[] }> {
  const [device = 'cpu', ...left] = devices;
  try {
    return { painter: await means.openPainter(device), left };
  } catch (error) {
    if (left.length === 0) throw error;
    warn(`The device "${device}" cannot be used (${messageOf(error)}); the next best paints instead.`);
    return openFirst(left, means, warn);
  }
}
