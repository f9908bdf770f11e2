/** Weights that lie between two styles': of all that are shipped, and of one made before its network had strokes. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeModel, encodeModel, type ModelProto } from '../graph/index.ts';
import { asBuiltNow, networkNamed, parametersIn, parameterSpecs } from '../nets/index.ts';
import { onnxRuntimeDevice } from '../runtime/onnxruntime.ts';
import { mixWeights } from './mixedWeights.ts';
import { openPainter } from './onnxPainter.ts';
import type { StyleModel } from './painter.ts';

const ids = readdirSync('models').map((file) => basename(file, '.onnx'));
const shipped = (id: string): StyleModel => ({ id, bytes: readFileSync(`models/${id}.onnx`) });
const model = (id: string): ModelProto => decodeModel(shipped(id).bytes);

/** A style as its network was before it had strokes: without what adds them. */
function before(style: ModelProto): ModelProto {
  const { node, initializer } = style.graph;
  const drawn = node.find(({ input }) => input.includes('strokes.weight'))!;
  const added = node.find(({ input }) => input.includes(drawn.output[0]!))!;
  const [kept] = added.input.filter((name) => name !== drawn.output[0]);
  const rest = node
    .filter((each) => each !== drawn && each !== added)
    .map((each) => ({ ...each, input: each.input.map((name) => (name === added.output[0] ? kept! : name)) }));
  return {
    ...style,
    graph: { ...style.graph, node: rest, initializer: initializer.filter(({ name }) => name !== 'strokes.weight') },
  }; // prettier-ignore
}

describe('weights', () => {
  it('of any two shipped styles can be mixed', () => {
    for (const one of ids)
      for (const other of ids)
        expect(mixWeights(model(one), model(other)), `${one}, ${other}`).not.toBeNull();
  });

  it('of a style of before its network had strokes are mixed with a new one’s, and it paints as it did', async () => {
    const [old, other] = [before(model('starry-night')), model('great-wave')];
    expect(mixWeights(old, other)).toBeNull();
    const now = asBuiltNow(old);
    const specs = parameterSpecs(networkNamed('swift 16x4'));
    expect(parametersIn(now, specs)['strokes.weight']!.every((value) => value === 0)).toBe(true);
    expect(mixWeights(now, other)).not.toBeNull();
    expect(asBuiltNow(other)).toBe(other);

    const painter = openPainter(onnxRuntimeDevice('cpu', 'Processor', 'cpu'));
    const pixels = Uint8Array.from({ length: 4 * 64 * 48 }, (_, i) => (i * 7919) % 251);
    const frame = { width: 64, height: 48, pixels, strength: 1 };
    const [as, renewed, today] = await Promise.all(
      [old, now, model('starry-night')].map(async (style, i) => {
        const painted = await painter.paint({ id: `style-${i}`, bytes: encodeModel(style) }, frame);
        return Uint8Array.from(painted.pixels);
      }),
    );
    const apart = (one: Uint8Array, two: Uint8Array): number => Math.max(...one.map((value, i) => Math.abs(value - two[i]!)));
    expect(apart(as!, renewed!)).toBeLessThanOrEqual(1);
    expect(apart(as!, today!)).toBeGreaterThan(1);
    await painter.close();
  }); // prettier-ignore
});
