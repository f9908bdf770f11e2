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

it('hangs as it did again when another order is refused, unless news has come meanwhile', async () => {
  let styles: readonly StyleInfo[] = [style('wave', false), style('scream', false)];
  let refuse: () => void = () => undefined;
  const library = new GalleryLibrary({
    request: () =>
      new Promise((resolve) => {
        refuse = () => resolve({ ok: false, code: 'storage', message: 'The disk is full.' });
      }),
    notices: new Notices(),
    styles: () => styles,
    reordered: (order) => (styles = order),
    chooseStyle: () => undefined,
  });
  const hung = (): string[] => styles.map(({ id }) => id);
  const ordering = library.order(['scream', 'wave'], 'scream');
  expect(hung()).toEqual(['scream', 'wave']);
  refuse();
  await ordering;
  expect(hung()).toEqual(['wave', 'scream']);

  const again = library.order(['scream', 'wave'], 'scream');
  styles = [style('udnie', false)];
  refuse();
  await again;
  expect(hung()).toEqual(['udnie']);
});

it('hangs as was wanted last while several orders are on their way, and as the main side has it when the last is refused', async () => {
  let styles: StyleInfo[] = ['a', 'b', 'c'].map((id) => style(id, false));
  const answers: ((ok: boolean) => void)[] = [];
  const library = new GalleryLibrary({
    request: () =>
      new Promise((resolve) => {
        answers.push((ok) =>
          resolve(
            (ok ? { ok, value: null } : { ok, code: 'storage', message: 'The disk is full.' }) as never,
          ),
        );
      }),
    notices: new Notices(),
    styles: () => styles,
    reordered: (order) => (styles = order),
    chooseStyle: () => undefined,
  });
  const hung = (): string => styles.map(({ id }) => id).join('');
  const first = library.order(['b', 'a', 'c'], 'a');
  const second = library.order(['b', 'c', 'a'], 'a');
  // News of the first, and of a style that came.
  styles = library.hung(['b', 'a', 'c', 'd'].map((id) => style(id, false)));
  expect(hung()).toBe('bcad');
  answers[0]!(true);
  await first;
  expect(hung()).toBe('bcad');
  answers[1]!(false);
  await second;
  expect(hung()).toBe('bacd');
  styles = library.hung(['d', 'a'].map((id) => style(id, false)));
  expect(hung()).toBe('da');
});

it('closes the sheet of a title once that is kept, but none that was opened meanwhile, and not with its style gone', async () => {
  let styles: readonly StyleInfo[] = [style('wave', false), style('scream', false)];
  const library = new GalleryLibrary({
    request: () => Promise.resolve({ ok: true, value: null } as never),
    notices: new Notices(),
    styles: () => styles,
    reordered: () => undefined,
    chooseStyle: () => undefined,
  });
  library.sheet = { what: 'rename', styleId: 'wave' };
  await library.rename('wave', 'The wave');
  expect(library.sheet).toBeNull();

  library.sheet = { what: 'rename', styleId: 'wave' };
  const renaming = library.rename('wave', 'Wave');
  const opened = { what: 'details', styleId: 'scream' } as const;
  library.sheet = opened;
  await renaming;
  expect(library.sheet).toBe(opened);

  styles = [style('wave', false)];
  library.changed();
  expect(library.sheet).toBeNull();
});

it('asks once for what is put away or back with two presses, and says the title of what is back before the trash is listed', async () => {
  const asked: string[] = [];
  const notices = new Notices();
  const said: string[] = [];
  notices.say = (sentence) => void said.push(sentence);
  const entry = { trashId: 'wave~1', styleId: 'wave', title: 'Die Welle', shipped: false, trashedAt: 1 };
  const library = new GalleryLibrary({
    request: (name) => {
      asked.push(name);
      const value = name === 'library.trashed' ? [] : name === 'library.trash' ? entry : { styleId: 'wave' };
      return Promise.resolve({ ok: true, value } as never);
    },
    notices,
    styles: () => [style('wave', false)],
    reordered: () => undefined,
    chooseStyle: () => undefined,
  });
  const count = (name: string): number => asked.filter((each) => each === name).length;
  await Promise.all([library.trash('wave'), library.trash('wave')]);
  expect(count('library.trash')).toBe(1);
  const undo = notices.list.at(-1)?.action;
  undo?.run();
  await library.restore('wave~1');
  await expect.poll(() => said.join()).toContain('Die Welle');
  expect(count('library.restore')).toBe(1);
  await library.trash('wave');
  expect(count('library.trash')).toBe(2);
  for (const { id } of notices.list) notices.dismiss(id);
});
