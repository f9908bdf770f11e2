import { expect, it } from 'vitest';
import type { StyleInfo } from '../bridge/contract.ts';
import { Notices } from '../notices/notices.svelte.ts';
import { GalleryLibrary } from './library.svelte.ts';

const style = (id: string, favourite: boolean): StyleInfo =>
  ({ id, title: id, favourite }) as Partial<StyleInfo> as StyleInfo;

it('shows only favourites until there are none, and not again by itself once there is one', () => {
  let styles = $state.raw([style('wave', true), style('scream', false)]);
  const library = new GalleryLibrary({
    request: () => Promise.reject(new Error('Nothing is asked for here.')),
    notices: new Notices(),
    styles: () => styles,
    reordered: () => undefined,
    chooseStyle: () => undefined,
  });
  const become = (...favourites: boolean[]): void => {
    styles = favourites.map((favourite, i) => style(['wave', 'scream'][i]!, favourite));
    library.changed();
  };
  const shown = (): string[] => library.shown.map(({ id }) => id);
  expect(shown()).toEqual(['wave', 'scream']);
  library.onlyFavourites = true;
  expect(shown()).toEqual(['wave']);
  become(true, true);
  expect(shown()).toEqual(['wave', 'scream']);
  expect(library.filtered).toBe(true);

  become(false, false);
  expect(library.filtered).toBe(false);
  expect(shown()).toEqual(['wave', 'scream']);
  become(true, false);
  expect(shown()).toEqual(['wave', 'scream']);
  expect(library.onlyFavourites).toBe(false);
});
