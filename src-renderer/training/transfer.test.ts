import { describe, expect, it } from 'vitest';
import { MAX_PIECE_BYTES, MAX_UPLOAD_BYTES } from '../../src-main/studio/contract/uploads.ts';
import type { Bridge } from '../bridge/bridge.ts';
import { heic } from '../repaint/testing/heic.ts';
import { MOST_BYTES, PIECE_BYTES, RefusedError, upload } from './transfer.ts';

interface Asked {
  readonly name: string;
  readonly args: { bytes?: number; offset?: number; data?: string; upload?: string };
}

/** A main side that takes everything, or refuses the piece at an offset. */
function fakeBridge(refuseAt = -1): { bridge: Pick<Bridge, 'request'>; asked: Asked[] } {
  const asked: Asked[] = [];
  const request = (name: string, args: Asked['args']): Promise<unknown> => {
    asked.push({ name, args });
    if (args.offset === refuseAt) return Promise.resolve({ ok: false, code: 'not-now', message: 'No.' });
    const received = (args.offset ?? 0) + (args.data ? atob(args.data).length : 0);
    return Promise.resolve({ ok: true, value: { upload: 'u', received } });
  };
  return { bridge: { request: request as Bridge['request'] }, asked };
}

describe('an upload', () => {
  it('sends every byte once, in order, in pieces that fit', async () => {
    const { bridge, asked } = fakeBridge();
    const bytes = Uint8Array.from({ length: 2 * PIECE_BYTES + 10 }, (_, i) => (i * 7) % 256);
    const told: number[] = [];
    expect(await upload(bridge, new Blob([bytes]), (sent) => told.push(sent))).toBe('u');
    const pieces = asked.filter(({ name }) => name === 'uploads.append').map(({ args }) => args);
    expect(pieces.map(({ offset }) => offset)).toEqual([0, PIECE_BYTES, 2 * PIECE_BYTES]);
    const sent = pieces.map(({ data }) => atob(data ?? '')).join('');
    expect(Uint8Array.from(sent, (letter) => letter.charCodeAt(0))).toEqual(bytes);
    expect(told).toEqual([PIECE_BYTES, 2 * PIECE_BYTES, bytes.length]);
  });

  it('of a file that is empty, or larger than the contract takes, is refused before it is begun', async () => {
    expect([MOST_BYTES, PIECE_BYTES]).toEqual([MAX_UPLOAD_BYTES, MAX_PIECE_BYTES]);
    const { bridge, asked } = fakeBridge();
    const huge = Object.defineProperty(new Blob(['x']), 'size', { value: MOST_BYTES + 1 });
    await expect(upload(bridge, huge)).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/at most.*MB/) as string,
    });
    await expect(upload(bridge, new Blob([]))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('empty') as string,
    });
    expect(asked).toEqual([]);
  });

  it('of a photo as iPhones take them is refused with what to do, whatever it is called', async () => {
    const { bridge, asked } = fakeBridge();
    await expect(upload(bridge, heic('mif1', 'heic'))).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('Export it as JPEG') as string,
    });
    expect(asked).toEqual([]);
  });

  it('that is refused or cancelled is taken back', async () => {
    const refused = fakeBridge(PIECE_BYTES);
    const file = new Blob([new Uint8Array(PIECE_BYTES + 1)]);
    await expect(upload(refused.bridge, file)).rejects.toThrow(RefusedError);
    expect(refused.asked.at(-1)).toEqual({ name: 'uploads.cancel', args: { upload: 'u' } });
    const cancelled = fakeBridge();
    await expect(upload(cancelled.bridge, file, undefined, AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect(cancelled.asked.at(-1)?.name).toBe('uploads.cancel');
  });
});
