/** The painter on real graphs: what goes in comes out painted, and what cannot be used is refused. */
import { afterAll, describe, expect, it } from 'vitest';
import {
  add, constant, conv, decodeModel, encodeModel, free, input, mul, sub, toModel, toOnnx, type Tensor,
} from '../graph/index.ts'; // prettier-ignore
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { openPainter } from './onnxPainter.ts';
import { StyleError, type Frame, type StyleModel } from './painter.ts';

const device = onnxRuntimeDevice('cpu', 'Processor', 'cpu');
const painter = openPainter(device);
afterAll(() => painter.close());

const picture = (): Tensor => input('picture', [1, 3, free('h'), free('w')]);
const style = (id: string, output: Tensor, metadata: Record<string, string> = {}): StyleModel => ({
  id,
  bytes: toOnnx({ out: output }, { metadata }),
});

/** A picture in which every pixel differs, with an alpha that must not matter. */
function frame(width: number, height: number, strength = 1): Frame {
  const pixels = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 37 + (i >> 8)) % 256);
  return { width, height, pixels, strength };
}

/** What a function of the colours would make of a frame. */
function expected({ pixels }: Frame, colour: (value: number, channel: number) => number): number[] {
  return [...pixels].map((value, i) =>
    i % 4 === 3 ? 255 : Math.min(255, Math.max(0, Math.round(colour(value, i % 4)))),
  );
}

describe('a painted frame', () => {
  it('has its colours in place, rounded and clamped, with alpha 255', async () => {
    const shift = constant(Float32Array.of(0.25, 100, -300), [1, 3, 1, 1]);
    const given = frame(20, 18);
    const painted = await painter.paint(style('shift', add(picture(), shift)), given);
    expect([...painted.pixels]).toEqual(
      expected(given, (value, channel) => value + [0.25, 100, -300][channel]!),
    );
  });

  it('at strength 0 is the frame, and between is between', async () => {
    const negative = style('negative', sub(255, picture()));
    for (const strength of [0, 0.25, 1]) {
      const given = frame(24, 16, strength);
      const painted = await painter.paint(negative, given);
      const close = expected(given, (value) => value + strength * (255 - 2 * value));
      painted.pixels.forEach((value, i) => expect(Math.abs(value - close[i]!)).toBeLessThanOrEqual(1));
    }
  });

  it('may have any size: borders are mirrored up to what the network needs and cut again', async () => {
    const seen: string[] = [];
    const spy = openPainter({
      ...device,
      async load(model) {
        seen.push(
          decodeModel(model)
            .graph.node.map(({ opType }) => opType)
            .join(' '),
        );
        return device.load(model);
      },
    });
    const eight = style('eight', mul(picture(), 1), { 'pastiche.multiple': '8' });
    for (const [width, height] of [[61, 59], [64, 56], [17, 20]] as const) {
      const given = frame(width, height);
      expect([...(await spy.paint(eight, given)).pixels]).toEqual(expected(given, (value) => value));
    } // prettier-ignore
    expect(seen[0]).toContain('Pad');
    expect(seen[1]).not.toContain('Pad');
    await spy.close();
  });

  it('comes from neighbours too where the network looks at them', async () => {
    const blur = constant(
      Float32Array.from({ length: 81 }, (_, i) =>
        Math.floor(i / 27) === Math.floor((i % 27) / 9) ? 1 / 9 : 0,
      ),
      [3, 3, 3, 3],
    );
    const grey: Frame = { width: 16, height: 16, pixels: new Uint8Array(1024).fill(90), strength: 1 };
    const painted = await painter.paint(
      style('blur', conv(picture(), blur, null, { pads: [1, 1, 1, 1] })),
      grey,
    );
    const at = (x: number, y: number): number => painted.pixels[(y * 16 + x) * 4]!;
    expect([at(8, 8), at(8, 0), at(0, 0)]).toEqual([90, 60, 40]);
  });
});

describe('prepared styles', () => {
  it('are loaded once for each size, and the one unused for longest makes room', async () => {
    const small = openPainter(device, 3 * 16 * 16);
    const one = style('one', mul(picture(), 1));
    const two = style('two', mul(picture(), 1));
    await small.prepare(one, { width: 16, height: 16 });
    await small.prepare(two, { width: 16, height: 16 });
    await small.paint(one, frame(16, 16));
    await small.prepare(two, { width: 32, height: 16 });
    expect(small.isPrepared('one', { width: 16, height: 16 })).toBe(true);
    expect(small.isPrepared('two', { width: 16, height: 16 })).toBe(false);
    expect(small.isPrepared('two', { width: 32, height: 16 })).toBe(true);
    await small.close();
    expect(small.isPrepared('one', { width: 16, height: 16 })).toBe(false);
  });
});

describe('the live view', () => {
  it('keeps what paints it, and the gallery its own, though it takes more than all may', async () => {
    let loads = 0;
    const afterRounds = new Set<number>();
    const counted: typeof device = {
      ...device,
      load: (model) => {
        loads += 1;
        return device.load(model);
      },
    };
    const small = openPainter(counted, 4 * 16 * 16);
    const [one, two, three] = ['one', 'two', 'three'].map((id) => style(id, mul(picture(), 1)));
    const large = { width: 48, height: 32 };
    const tile = { width: 16, height: 8 };
    for (let round = 0; round < 3; round += 1) {
      await small.paint(one!, { ...frame(48, 32), live: true });
      for (const each of [one!, two!]) await small.paint(each, frame(16, 8));
      afterRounds.add(loads);
    }
    expect(afterRounds.size, 'nothing is loaded after the first round').toBe(1);
    expect(small.hasRoom(large, 0)).toBe(true);
    await small.prepare(two!, large);
    expect(small.hasRoom(large, 0), 'a third of that size is not to be loaded ahead').toBe(false);
    await small.prepare(three!, tile);
    expect(small.isPrepared('one', large), 'it still paints').toBe(true);
    await small.paint(two!, { ...frame(48, 32), live: true });
    await small.prepare(three!, large);
    expect([small.isPrepared('one', large), small.isPrepared('two', large)]).toEqual([false, true]);
    await small.close();
  });
});

describe('a model that is no style is refused with the reason', () => {
  const refused = (model: StyleModel): Promise<unknown> => painter.paint(model, frame(16, 16));
  const good = toModel({ out: mul(picture(), 1) });

  it('bytes that are no model', async () => {
    await expect(refused({ id: 'junk', bytes: new TextEncoder().encode('hello there') })).rejects.toThrow(
      StyleError,
    );
    await expect(refused({ id: 'empty', bytes: new Uint8Array() })).rejects.toThrow(/not an ONNX model/);
    const whole = encodeModel(good);
    await expect(refused({ id: 'cut', bytes: whole.subarray(0, whole.length - 20) })).rejects.toThrow(
      /style cut cannot/,
    );
  });

  it('two inputs, or an input that is no picture', async () => {
    const two = style('two-inputs', add(picture(), input('other', [1, 3, free('h'), free('w')])));
    await expect(refused(two)).rejects.toThrow(/2 inputs and 1 outputs/);
    const grey = input('grey', [1, 1, free('h'), free('w')]);
    await expect(refused(style('grey', mul(grey, 1)))).rejects.toThrow(
      /"grey" of this model is something else/,
    );
  });

  it('an old opset, weights in other files, an operator nobody knows', async () => {
    const old = encodeModel({ ...good, opsetImport: [{ domain: '', version: 7 }] });
    await expect(refused({ id: 'old', bytes: old })).rejects.toThrow(/opset 7/);
    const outside = {
      dims: [1],
      dataType: 1,
      name: 'w',
      dataLocation: 1,
      externalData: [{ key: 'location', value: '/etc/passwd' }],
    };
    const external = encodeModel({ ...good, graph: { ...good.graph, initializer: [outside] } });
    await expect(refused({ id: 'external', bytes: external })).rejects.toThrow(/without external data/);
    const node = { ...good.graph.node[0]!, opType: 'NoSuchOperator' };
    const unknown = encodeModel({
      ...good,
      graph: { ...good.graph, node: [node, ...good.graph.node.slice(1)] },
    });
    await expect(refused({ id: 'unknown', bytes: unknown })).rejects.toThrow(/NoSuchOperator/);
  });

  it('and the painter goes on with the others', async () => {
    const given = frame(16, 16);
    const painted = await painter.paint(style('fine', mul(picture(), 1)), given);
    expect([...painted.pixels]).toEqual(expected(given, (value) => value));
  });
});
