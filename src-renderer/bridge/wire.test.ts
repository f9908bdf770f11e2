import { describe, expect, it } from 'vitest';
import { decodeAnswer, decodeReply, encodeRequest, FrameWriter } from './wire.ts';

const encodeFrame = (...frame: Parameters<FrameWriter['write']>) => new FrameWriter().write(...frame).slice();

const painted = { ok: true, id: 7, width: 2, height: 1, paintMs: 3.5 } as const;
const pixels = new Uint8Array([1, 2, 3, 255, 4, 5, 6, 255]);

describe('frames on the wire', () => {
  it('come back as they went', () => {
    const answer = decodeAnswer(encodeFrame(painted, pixels).buffer);
    expect(answer.header).toEqual(painted);
    expect([...(answer.pixels ?? [])]).toEqual([...pixels]);
  });

  it('follow each other in the same memory, whatever their size', () => {
    const writer = new FrameWriter();
    const first = writer.write(painted, pixels);
    const kept = first.slice();
    expect(writer.write(painted, pixels).buffer, 'the first one is still on its way').not.toBe(first.buffer);
    writer.free(first.buffer);
    const second = writer.write({ ...painted, id: 8 }, pixels);
    expect(second.buffer).toBe(first.buffer);
    writer.free(second.buffer);
    const wide = { ...painted, id: 123_456, width: 1000 };
    const large = new Uint8Array(4000).fill(7);
    const third = writer.write(wide, large);
    expect(decodeAnswer(third.slice().buffer)).toEqual({ header: wide, pixels: large });
    writer.free(third.buffer);
    // A small one after a large one has nothing of it.
    expect(writer.write(painted, pixels).slice()).toEqual(kept);
  });

  it('start with the header length, little-endian', () => {
    const bytes = encodeFrame(painted, pixels);
    const json = JSON.stringify(painted);
    expect([...bytes.slice(0, 4)]).toEqual([json.length, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.slice(4, 4 + json.length))).toBe(json);
  });

  it('count the header in bytes, not characters', () => {
    const failed = { ok: false, id: 1, code: 'paint-failed', message: '神奈川沖浪裏' } as const;
    expect(decodeAnswer(encodeFrame(failed, new Uint8Array()).buffer).header).toEqual(failed);
  });

  it('are refused when cut short, in the length, the header or the pixels', () => {
    const bytes = encodeFrame(painted, pixels);
    expect(() => decodeAnswer(bytes.slice(0, 3).buffer)).toThrow('length field');
    expect(() => decodeAnswer(bytes.slice(0, 20).buffer)).toThrow('header');
    expect(() => decodeAnswer(bytes.slice(0, -1).buffer)).toThrow('7 bytes, not 8');
  });
});

describe('requests on the wire', () => {
  it('are text', () => {
    const text = encodeRequest(3, 'app.info', {});
    expect(JSON.parse(String(text))).toEqual({ type: 'request', id: 3, name: 'app.info', args: {} });
  });

  it('with bytes are binary: the bytes follow a header that lacks them', () => {
    const message = encodeRequest(3, 'library.importChunk', { offset: 4, bytes: pixels }) as Uint8Array;
    const end = 4 + new DataView(message.buffer).getUint32(0, true);
    expect(JSON.parse(new TextDecoder().decode(message.slice(4, end)))).toEqual({
      ...{ type: 'request', id: 3, name: 'library.importChunk', args: { offset: 4 } },
    });
    expect([...message.slice(end)]).toEqual([...pixels]);
  });
});

describe('replies with bytes', () => {
  it('have what follows the header among their values, and are told from frames', () => {
    const header = { type: 'reply', id: 4, reply: { ok: true, value: { more: 1 } } };
    const read = decodeReply(encodeFrame(header as never, pixels).buffer);
    expect(read).toMatchObject({ id: 4, reply: { ok: true, value: { more: 1 } } });
    const { bytes } = (read!.reply as { value: { bytes: Uint8Array } }).value;
    expect([...bytes]).toEqual([...pixels]);
    expect(decodeReply(encodeFrame(painted, pixels).buffer)).toBeNull();
  });
});
