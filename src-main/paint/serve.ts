/** The paint process's work: answers its supervisor, and the pages whose ports it was given. */
import process from 'node:process';
import type { DeviceInfo } from '../studio/contract.ts';
import { PaintEngine } from './engine.ts';
import { FallbackPainter } from './fallback.ts';
import type { AdoptedModel } from './adopt.ts';
import { StyleError, type Painter } from './painter.ts';
import type { Port } from '../process/port.ts';
import { frameIdOf, type FromPaint, parseFrame, refusedFrame, ToPaint } from './protocol.ts';
import { messageOf, Refusal } from './refusal.ts';
import { FileShelf } from './shelf.ts';

/**
 * Over this size of the process nothing is loaded that nobody chose. At 640x480 a `lite` network takes 55 MB
 * and a full `johnson` 340 MB.
 */
const MEMORY_FOR_AHEAD = 400 * 1024 * 1024;

/** What the process paints with; tests bring their own. */
export interface PaintMeans {
  openPainter(device: string): Promise<Painter>;
  listDevices(): Promise<readonly DeviceInfo[]>;
  /** @throws {StyleError} when the bytes are no style. */
  adopt(bytes: Uint8Array): Promise<AdoptedModel>;
}

/** A supervisor that is gone takes this process with it; so does a device that cannot be had at all. */
export function servePaint(parent: Port, means: PaintMeans, exit: (code: number) => void): void {
  const post = (message: FromPaint): Promise<void> => parent.post(message);
  const shelf = new FileShelf();
  let engine: PaintEngine | undefined;
  let pages = 0;

  const warn = (message: string): void => {
    void post({ type: 'notice', notice: { level: 'warning', message } });
  };

  const start = async (device: string): Promise<void> => {
    const painter = await openWithFallback(device, means, warn);
    const withFallback = new FallbackPainter(
      painter,
      () => means.openPainter('cpu'),
      (why) => {
        warn(`Painting on ${painter.device.name} failed (${why}); the CPU paints now.`);
        void post({ type: 'ready', device: 'cpu' });
      },
    );
    const onLongWork = (ms: number): void => void post({ type: 'patience', ms });
    engine = new PaintEngine({
      painter: withFallback,
      styles: shelf,
      onLongWork,
      mayLoadAhead: () => process.memoryUsage.rss() < MEMORY_FOR_AHEAD,
    });
    await post({ type: 'ready', device: painter.device.id });
  };

  const notYet = (): Refusal => new Refusal('unavailable', 'The painter is not ready yet.');

  const connectPage = (port: Port): void => {
    pages += 1;
    const client = `port ${pages}`;
    port.onMessage((data) => {
      const { header, pixels } = (data ?? {}) as { header?: unknown; pixels?: unknown };
      try {
        if (!engine) throw notYet();
        engine.submit(client, parseFrame(header, pixels), (painted) => port.post(painted));
      } catch (error) {
        const refusal = error instanceof Refusal ? error : new Refusal('internal', messageOf(error));
        void port.post(refusedFrame(frameIdOf(header), refusal));
      }
    });
    port.onClose(() => engine?.forget(client));
  };

  const handle = async (message: ToPaint, ports: readonly Port[]): Promise<void> => {
    switch (message.type) {
      case 'start':
        return start(message.device);
      case 'styles':
        return shelf.set(message.styles);
      case 'prepare': {
        const { request, styleId, blendId, width, height } = message;
        try {
          if (!engine) throw notYet();
          await engine.prepare(styleId, { width, height }, blendId);
          return await post({ type: 'done', request });
        } catch (error) {
          const code = error instanceof Refusal ? error.code : 'internal';
          return post({ type: 'done', request, error: { code, message: messageOf(error) } });
        }
      }
      case 'devices': {
        const devices = await means.listDevices();
        return post({ type: 'devices', request: message.request, devices: [...devices] });
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

async function openWithFallback(
  device: string,
  means: PaintMeans,
  warn: (message: string) => void,
): Promise<Painter> {
  try {
    return await means.openPainter(device);
  } catch (error) {
    if (device === 'cpu') throw error;
    warn(`The device "${device}" cannot be used (${messageOf(error)}); the CPU paints instead.`);
    return means.openPainter('cpu');
  }
}
