/** Model ids: painters hold what they have loaded under them, so a changed file must have a new one. */
import { expect, it } from 'vitest';
import { FileShelf } from './shelf.ts';

const wave = { id: 'wave', file: '/nowhere/wave.onnx', stamp: '1' };

it('keeps the model of a file that stays as it is', () => {
  const shelf = new FileShelf();
  shelf.set([wave]);
  const model = shelf.find('wave');
  shelf.set([{ ...wave }, { ...wave, id: 'scream' }]);
  expect(shelf.find('wave')).toBe(model);
  expect(shelf.ids()).toEqual(['wave', 'scream']);
});

it('gives a changed file another model, also when the style was away in between', () => {
  const shelf = new FileShelf();
  const ids = new Set<string | undefined>();
  for (const files of [[wave], [{ ...wave, stamp: '2' }], [], [{ ...wave, stamp: '3' }]]) {
    shelf.set(files);
    ids.add(shelf.find('wave')?.id);
  }
  expect(ids.size).toBe(4);
});
