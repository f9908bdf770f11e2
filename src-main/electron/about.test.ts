import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { paintings } from '../../src-renderer/language/ja/paintings.ts';
import { describeModel } from '../paint/describe.ts';
import { aboutPanel, credits } from './about.ts';

const languages = ['en', 'ja'] as const;

it.each(languages)('gives the credits on every platform, where it shows them: %s', (language) => {
  const panel = (platform: NodeJS.Platform) =>
    aboutPanel({ platform, language, version: '1.2.3', iconPath: '/icon.png' });
  expect(panel('darwin')).toMatchObject({ applicationVersion: '1.2.3', credits: credits(language) });
  expect(panel('win32')).toMatchObject({ credits: credits(language), iconPath: '/icon.png' });
  expect(panel('linux').copyright).toContain(credits(language));
});

it('says everything in the person’s language', () => {
  const said = (language: 'en' | 'ja') =>
    Object.values(aboutPanel({ platform: 'win32', language, version: '1.2.3', iconPath: '' })).join('\n');
  const paragraphs = (language: 'en' | 'ja') => credits(language).split('\n\n');
  expect(said('en')).toContain('Version 1.2.3');
  expect(said('en')).not.toMatch(/[ぁ-んァ-ン]/);
  expect(said('ja')).toContain('バージョン 1.2.3');
  expect(paragraphs('ja')).toHaveLength(paragraphs('en').length);
  for (const paragraph of paragraphs('ja'))
    expect(paragraph).toMatch(/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u);
});

const root = join(import.meta.dirname, '..', '..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll(/\s+/g, ' ');
const places = { readme: text('README.md'), guide: text('docs/guide.md'), about: credits('en') };

it.each(Object.entries({ ...places, japanese: credits('ja') }))(
  'credits the data and the loss network: %s',
  (_place, said) => {
    for (const name of [
      'Berkeley Segmentation Data Set 500',
      'VGG-19',
      'CC BY 4.0',
      'Visual Geometry Group',
    ]) {
      expect(said).toContain(name);
    }
  },
);

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
  expect(credits('ja')).toContain(`${paintings[painting]}、${paintings[artist]}、${year} 年`);
});
