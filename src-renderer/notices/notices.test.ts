import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { render } from 'svelte/server';
import { Notices } from './notices.svelte.ts';
import Announcer from './Announcer.svelte';
import Toasts from './Toasts.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('are shown for a while, the same words once, and no more than three', () => {
  const notices = new Notices();
  for (const message of ['a', 'b', 'b', 'c', 'd']) notices.add({ level: 'info', message });
  expect(notices.list.map(({ message }) => message)).toEqual(['b', 'c', 'd']);
  vi.advanceTimersByTime(60_000);
  expect(notices.list).toEqual([]);
});

it('make way for another as they matter: mere words first, and what can be undone last', () => {
  const notices = new Notices();
  const words = () => notices.list.map(({ message }) => message);
  notices.add({ level: 'info', message: 'Removed.' }, { label: 'Undo', run: () => undefined });
  notices.add({ level: 'error', message: 'The disk is full.' });
  for (const message of ['Saved.', 'Copied.']) notices.add({ level: 'info', message });
  expect(words()).toEqual(['Removed.', 'The disk is full.', 'Copied.']);
  for (const message of ['No camera.', 'No sound.']) notices.add({ level: 'warning', message });
  expect(words()).toEqual(['Removed.', 'No camera.', 'No sound.']);
});

it('with something to do offer it once, longer than a mere word, and each its own', () => {
  const notices = new Notices();
  const done: string[] = [];
  const action = (name: string) => ({ label: 'Undo', run: () => void done.push(name) });
  notices.add({ level: 'info', message: 'Gone.' });
  notices.add({ level: 'info', message: 'Removed.' }, action('first'));
  notices.add({ level: 'info', message: 'Removed.' }, action('second'));
  vi.advanceTimersByTime(8000);
  expect(notices.list).toHaveLength(2);
  const { id } = notices.list[0]!;
  notices.act(id);
  notices.act(id);
  expect(done).toEqual(['first']);
  expect(notices.list).toHaveLength(1);
});

it('stay for each line of them, while somebody points at them or has the focus there, and while nobody sees', () => {
  let hidden = false;
  const notices = new Notices(() => hidden);
  notices.add({ level: 'error', message: 'One is none.\nAnother is none.' });
  vi.advanceTimersByTime(20_000);
  expect(notices.list).toHaveLength(1);
  notices.attended = () => true;
  vi.advanceTimersByTime(60_000);
  expect(notices.list).toHaveLength(1);
  notices.attended = () => false;
  hidden = true;
  vi.advanceTimersByTime(60_000);
  expect(notices.list).toHaveLength(1);
  hidden = false;
  vi.advanceTimersByTime(3000);
  expect(notices.list).toHaveLength(1);
  vi.advanceTimersByTime(1500);
  expect(notices.list).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

it('are where they can be reached: on the page, or in the dialog that opened last', () => {
  const notices = new Notices();
  notices.add({ level: 'error', message: 'The file is gone.' });
  const places = (): boolean[] =>
    [null, 'shelf', 'rename'].map((dialog) =>
      render(Toasts, { props: { notices, dialog } }).body.includes('The file is gone.'),
    );
  expect(places()).toEqual([true, false, false]);
  const shelfClosed = notices.over('shelf');
  const renameClosed = notices.over('rename');
  expect(places()).toEqual([false, false, true]);
  renameClosed();
  expect(places()).toEqual([false, true, false]);
  shelfClosed();
  expect(places()).toEqual([true, false, false]);
});

it('what is only said is said once, where it can be heard, and again when it happens again', () => {
  const notices = new Notices();
  const heard = (): string[] =>
    [null, 'shelf'].map((dialog) => {
      const { body } = render(Announcer, { props: { notices, dialog } });
      return /<p[^>]*>(.*)<\/p>/.exec(body)?.[1] ?? '';
    });
  notices.say('It records.');
  expect(heard()).toEqual(['It records.', '']);
  const closed = notices.over('shelf');
  expect(heard()).toEqual(['', '']);
  notices.say('It hangs again.');
  expect(heard()).toEqual(['', 'It hangs again.']);
  notices.say('It hangs again.');
  expect(heard()[1]).not.toBe('It hangs again.');
  expect(heard()[1]?.trim()).toBe('It hangs again.');
  closed();
  expect(heard()).toEqual(['', '']);
});
