import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

it('credits the painters and data that the README credits', () => {
  const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8').replaceAll(
    /\s+/g,
    ' ',
  );
  for (const name of ['Vincent van Gogh', 'Katsushika Hokusai', 'Edvard Munch', 'VGG-19', 'CC BY 4.0']) {
    expect(readme).toContain(name);
    expect(CREDITS).toContain(name);
  }
});
