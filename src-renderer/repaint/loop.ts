/** Makes a loop of a part of a clip: decoded in a worker, encoded on the main side. */
import type { Bridge, Pixels } from '../bridge/bridge.ts';
import type { Recording } from '../bridge/contract.ts';
import { t } from '../language/language.svelte.ts';
import { openMediaWorker } from '../media/open.ts';
import { endOf, valueOf } from './task.ts';

/** What a loop can be kept as. */
export type LoopType = 'gif' | 'webp';

export const LONGEST_LOOP_S = 10;
/** GIF counts hundredths of a second; many viewers slow down what is shown for less than two of them. */
const DELAY_MS = 80;
const MOST_EDGE = 480;

/** What the worker is told. */
export interface LoopOrder {
  readonly url: string;
  /** The clip's size. */
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** When each picture is taken, in seconds. */
  readonly times: readonly number[];
}

/** What it answers, one after the other, each with its index. */
export type LoopNews = { index: number; pixels: Pixels } | { message: string };

/** How a part of a clip becomes a loop: its size, and when pictures are taken. */
export function planLoop(
  clip: { readonly width: number | null; readonly height: number | null },
  from: number,
  to: number,
): { width: number; height: number; times: number[] } {
  const [width, height] = [clip.width ?? 0, clip.height ?? 0];
  const scale = Math.min(1, MOST_EDGE / Math.max(width, height, 1));
  const edge = (value: number): number => Math.max(16, Math.round(value * scale));
  const length = Math.min(LONGEST_LOOP_S, Math.max(0, to - from));
  const count = Math.max(1, Math.round((length * 1000) / DELAY_MS));
  const times = Array.from({ length: count }, (_, i) => from + (i * DELAY_MS) / 1000);
  return { width: edge(width), height: edge(height), times };
}

/** Makes a loop; gives what is on the shelf then. Rejects with the reason why there is none. */
export async function makeLoop(
  bridge: Pick<Bridge, 'request' | 'on' | 'onStatus'>,
  recording: Recording,
  url: string,
  type: LoopType,
  from: number,
  to: number,
): Promise<Recording> {
  const { width, height, times } = planLoop(recording, from, to);
  const delays = times.map(() => DELAY_MS);
  const begun = await bridge.request('loops.begin', { id: recording.id, type, width, height, delays });
  const { loop } = valueOf(begun);
  try {
    const clip = { url: new URL(url, location.href).href, bytes: recording.bytes };
    await handOver(bridge, loop, { ...clip, width, height, times });
    return await endOf(
      bridge,
      'loops.ended',
      () => bridge.request('loops.finish', { loop }),
      (news) => {
        if (news.loop !== loop) return null;
        return news.ok ? { ok: true, value: news.recording } : news;
      },
    );
  } catch (error) {
    void bridge.request('loops.cancel', { loop });
    throw error;
  }
}

async function handOver(bridge: Pick<Bridge, 'request'>, loop: string, order: LoopOrder): Promise<void> {
  const worker = openMediaWorker('loop');
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.onmessage = async ({ data }: MessageEvent<LoopNews>): Promise<void> => {
        if ('message' in data) return reject(new Error(data.message || t('recordings.unplayable')));
        const { index, pixels } = data;
        const reply = await bridge.request('loops.append', { loop, index, bytes: pixels });
        if (!reply.ok) reject(new Error(reply.message));
        else if (index === order.times.length - 1) resolve();
      };
      worker.postMessage(order);
    });
  } finally {
    worker.terminate();
  }
}
