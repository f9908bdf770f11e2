import { expect, it } from 'vitest';
import { loadSharp } from './lazy.ts';

it('decodes pictures without holding on to their files', async () => {
  const sharp = await loadSharp();
  expect(sharp.cache().files.max).toBe(0);
});
