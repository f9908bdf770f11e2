import { flushSync } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import type { StyleInfo } from '../bridge/contract.ts';
import { speak } from '../language/language.svelte.ts';
import { factsOf } from './facts.ts';

afterEach(() => speak('system'));

const wave: StyleInfo = {
  ...{ id: 'wave', title: 'My own wave', licence: 'MIT', shipped: true },
  ...{ painting: 'The Great Wave', artist: 'Hokusai', year: 1831, credit: 'In the public domain.' },
  ...{ network: 'lite 16x5', bytes: 1_630_912 },
  training: {
    ...{
      steps: 1350,
      size: 256,
      batch: 1,
      paintingSize: 512,
      contentWeight: 1,
      styleWeight: 8,
      tvWeight: 0.015,
    },
    ...{ contentLayers: ['relu2_2', 'relu3_2'], styleLayers: ['relu2_1'] },
  },
  losses: { content: 0.8268346, style: 0.0803972, tv: 15.12933 },
};
const facts = (style: StyleInfo) =>
  Object.fromEntries(factsOf(style).map(({ name, value }) => [name, value]));

it('says all that is known of a style of ours', () => {
  expect(facts(wave)).toEqual({
    Painting: 'The Great Wave',
    Artist: 'Hokusai',
    Year: '1831',
    Credit: 'In the public domain.',
    Licence: 'MIT',
    From: 'Comes with Pastiche',
    Network: 'lite 16x5',
    Trained: '1,350 steps, photos at 256 px, 1 at a time, and painting at 512 px',
    Weights: 'content 1, style 8, total variation 0.015',
    Layers: 'content: relu2_2, relu3_2\nstyle: relu2_1',
    Losses: 'content 0.827, style 0.0804, total variation 15.1',
    'File size': '1.6 MB',
  });
});

it('says little of a model from elsewhere, and nothing empty', () => {
  const foreign = {
    id: 'candy',
    title: 'Candy',
    shipped: false,
    addedAt: Date.UTC(2026, 0, 15, 12),
    bytes: 0,
  };
  const found = facts(foreign);
  expect(Object.keys(found)).toEqual(['From', 'Network', 'File size']);
  expect(found['From']).toContain('2026');
});

it('says it in Japanese', () => {
  speak('ja');
  flushSync();
  expect(facts(wave)).toMatchObject({
    作品: 'The Great Wave',
    作者: 'Hokusai',
    重み: 'コンテンツ 1、スタイル 8、全変動 0.015',
  });
});
