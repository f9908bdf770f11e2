import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeModel } from '../paint/describe.ts';
import { aboutPanel, CREDITS } from './about.ts';

it('gives the credits on every platform, where it shows them', () => {
  expect(aboutPanel('darwin', '1.2.3', '/icon.png')).toMatchObject({
    applicationVersion: '1.2.3',
    credits: CREDITS,
  });
  expect(aboutPanel('win32', '1.2.3', '/icon.png')).toMatchObject({
    credits: CREDITS,
    iconPath: '/icon.png',
  });
  expect(aboutPanel('linux', '1.2.3', '/icon.png').copyright).toContain(CREDITS);
});

const root = join(import.meta.dirname, '..', '..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll(/\s+/g, ' ');
const places = { readme: text('README.md'), guide: text('docs/guide.md'), about: CREDITS };

it.each(Object.entries(places))('credits the data and the loss network: %s', (_place, said) => {
  for (const name of ['Berkeley Segmentation Data Set 500', 'VGG-19', 'CC BY 4.0', 'Visual Geometry Group']) {
    expect(said).toContain(name);
  }
});

const models = readdirSync(join(root, 'models')).filter((file) => file.endsWith('.onnx'));

it.each(models)('%s names its painting and whom to credit, which all credits name', (file) => {
  const style = describeModel(readFileSync(join(root, 'models', file)));
  const { painting = '', artist = '', year = 0, credit, licence } = style;
  expect(licence).toBe('MIT');
  for (const name of ['public domain', 'Berkeley Segmentation Data Set 500', 'VGG-19', 'CC BY 4.0']) {
    expect(credit).toContain(name);
  }
  for (const said of Object.values(places)) {
    expect(said.replaceAll('*', '')).toContain(`${painting}, ${artist}, ${year}`);
  }
});
