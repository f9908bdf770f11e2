import { expect, it } from 'vitest';
import { StyleId } from '../contract.ts';
import { freeId, titleOf } from './names.ts';

it.each([
  ['Great Wave.onnx', 'great-wave'],
  ['candy-9.ONNX', 'candy-9'],
  ['C:\\models\\Été à Paris.onnx', 'ete-a-paris'],
  ['/home/me/udnie_v2.onnx', 'udnie_v2'],
  ['神奈川.onnx', 'style'],
  ['__proto__.onnx', 'proto'],
  ['..onnx', 'style'],
  ['NUL.onnx', 'style-nul'],
  [`${'long '.repeat(60)}.onnx`, 'long-'.repeat(12).slice(0, 56)],
])('a file named %s gets the id %s', (name, id) => {
  expect(freeId(name, () => false)).toBe(id);
  expect(StyleId.safeParse(id).success).toBe(true);
});

it('counts on where an id is taken, within what an id may be', () => {
  const taken = new Set(['wave', 'wave-2']);
  expect(freeId('Wave.onnx', (id) => taken.has(id))).toBe('wave-3');
  const long = freeId(`${'x'.repeat(99)}.onnx`, (id) => !id.endsWith('-12'));
  expect(StyleId.safeParse(long).success).toBe(true);
});

it.each([
  ['my_style-2.onnx', 'My style 2'],
  ['神奈川.onnx', '神奈川'],
  ['cafe\u0301.onnx', 'Caf\u00e9'],
  ['_.onnx', 'Style'],
])('a file named %s gets the title %s', (name, title) => {
  expect(titleOf(name)).toBe(title);
});
