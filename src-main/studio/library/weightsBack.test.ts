/** Weights on their way back: what is deleted of them, and what is not. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../process/testing/removeFolder.ts';
import { WeightsBack } from './weightsBack.ts';

let folder: string;
let weights: WeightsBack;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pastiche-weights-'));
  mkdirSync(at('trash'));
  mkdirSync(at('wall'));
  weights = new WeightsBack(at('trash'), at('wall'));
});
afterEach(() => removeFolder(folder));

const at = (...names: string[]) => join(folder, ...names);
const put = (text: string, ...names: string[]) => writeFileSync(at(...names), text);
const textOf = (...names: string[]) => readFileSync(at(...names), 'utf8');

it('that nobody brought stay where they are, with their folder', async () => {
  put('a', 'trash', 'a.data');
  expect(await weights.bring()).toBeNull();
  put('b', 'trash', 'b.data');
  await expect(weights.settle()).rejects.toThrow();
  expect([textOf('wall', 'a.data'), textOf('trash', 'b.data')]).toEqual(['a', 'b']);
});

it('hang also where those that hung went meanwhile', async () => {
  put('a', 'trash', 'a.data');
  put('a', 'wall', 'a.data');
  expect(await weights.bring()).toBeNull();
  rmSync(at('wall', 'a.data'));
  await weights.settle();
  expect([textOf('wall', 'a.data'), existsSync(at('trash'))]).toEqual(['a', false]);
});

it('are given where one of them is another by now, and go once they are in their model', async () => {
  put('a', 'trash', 'a.data');
  put('b', 'trash', 'b.data');
  put('c', 'wall', 'b.data');
  const given = await weights.bring();
  const texts = [...(given ?? [])].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
  expect(Object.fromEntries(texts)).toEqual({ 'a.data': 'a', 'b.data': 'b' });
  expect([textOf('trash', 'a.data'), textOf('trash', 'b.data')]).toEqual(['a', 'b']);
  await weights.settle();
  expect([existsSync(at('trash')), existsSync(at('wall', 'a.data')), textOf('wall', 'b.data')]).toEqual([
    false,
    false,
    'c',
  ]);
});
