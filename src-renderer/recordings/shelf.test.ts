import { render } from 'svelte/server';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BridgeStatus } from '../bridge/bridge.ts';
import type { Args, Notice, Recording, Reply, RequestName, Result } from '../bridge/contract.ts';
import Player from './Player.svelte';
import { RecordingShelf } from './shelf.svelte.ts';
import ShelfItem from './ShelfItem.svelte';
import ShelfTrash from './ShelfTrash.svelte';
import Trim from './Trim.svelte';

const clip: Recording = {
  id: 'a'.repeat(22),
  type: 'mp4',
  name: 'Grandmother',
  style: null,
  createdAt: 0,
  bytes: 1000,
  seconds: 3,
  width: 640,
  height: 480,
  version: '1-1',
  state: 'ready',
};
const broken: Recording = { ...clip, state: 'broken', seconds: null, width: null, height: null };

let asked: string[];
let notices: Notice[];
let said: string[];
let answers: Partial<Record<RequestName, Reply<unknown> | Promise<Reply<unknown>>>>;
let shelf: RecordingShelf;
let statuses: (status: BridgeStatus) => void;

beforeEach(() => {
  asked = [];
  notices = [];
  said = [];
  answers = {
    'recordings.list': { ok: true, value: { folder: '/f', recordings: [], drag: 'native' } },
    'recordings.trashed': { ok: true, value: [] },
  };
  shelf = new RecordingShelf({
    bridge: {
      on: () => () => undefined,
      onStatus: (listener) => {
        statuses = listener;
        return () => undefined;
      },
      request: <N extends RequestName>(name: N, _args: Args<N>): Promise<Reply<Result<N>>> => {
        asked.push(name);
        return Promise.resolve((answers[name] ?? { ok: true, value: null }) as Reply<Result<N>>);
      },
    },
    tell: (notice) => notices.push(notice),
    say: (sentence) => said.push(sentence),
  });
});

const item = (recording: Recording): string =>
  render(ShelfItem, { props: { recording, onopen: () => undefined, ondrag: () => undefined } }).body;

describe('a recording that cannot be read', () => {
  it('can be looked at, unlike one that is still being written', () => {
    expect(item(broken)).not.toContain('disabled');
    expect(item({ ...broken, state: 'writing' })).toContain('disabled');
  });

  it('can be deleted, saved and shown in its folder, but not played', () => {
    const { body } = render(Player, { props: { shelf, recording: broken } });
    for (const id of ['recording-unplayable', 'recording-remove', 'recording-save', 'recording-show']) {
      expect(body).toContain(id);
    }
    for (const id of ['player', 'recording-trim', 'null']) expect(body).not.toContain(id);
  });
});

it('says the style of a recording under the name that the person gave it', () => {
  const shown = item({ ...clip, style: 'The Scream' });
  expect(shown).toMatch(/<b[^>]*>Grandmother<\/b>/);
  expect(shown).toContain('The Scream ·');
  expect(item({ ...clip, name: '2026-11-24 09.05.12 Udnie', style: 'Udnie' })).toMatch(/<b[^>]*>Udnie<\/b>/);
});

const listOf = (...recordings: Recording[]): Reply<unknown> => ({
  ok: true,
  value: { folder: '/f', recordings, drag: 'native' },
});

it('shows the latest list, also where an older one comes after it', async () => {
  let late = (): void => undefined;
  answers['recordings.list'] = new Promise((resolve) => (late = () => resolve(listOf(clip))));
  const first = shelf.load();
  await Promise.resolve();
  answers['recordings.list'] = listOf();
  const second = shelf.load();
  setTimeout(late);
  await Promise.all([first, second]);
  expect(shelf.listed?.recordings).toEqual([]);
});

it('lists anew what is open when the connection is back, or the person', async () => {
  shelf.start();
  answers['recordings.list'] = { ok: false, code: 'unavailable', message: 'The connection was lost.' };
  statuses('connected');
  shelf.look();
  expect(asked, 'a shelf that is closed is not looked at').toEqual([]);
  await shelf.show();
  expect(shelf.listed?.problem).toContain('lost');
  answers['recordings.list'] = listOf(clip);
  statuses('connected');
  await shelf.load();
  expect(shelf.listed?.recordings).toEqual([clip]);
  answers['recordings.list'] = { ok: false, code: 'unavailable', message: 'The connection was lost.' };
  await shelf.load();
  expect(shelf.listed?.recordings, 'what is shown stays').toEqual([clip]);
  answers['recordings.list'] = listOf();
  shelf.look();
  await vi.waitFor(() => expect(shelf.listed?.recordings).toEqual([]));
});

it('keeps of a new list what is as it was: a full shelf is not drawn anew for one that came', async () => {
  const other = { ...clip, id: 'd'.repeat(22) };
  answers['recordings.list'] = listOf(clip, other);
  await shelf.load();
  const [first, second] = shelf.listed!.recordings;
  answers['recordings.list'] = listOf(structuredClone(clip), { ...other, bytes: 2000 });
  await shelf.load();
  expect(shelf.listed!.recordings[0]).toBe(first);
  expect(shelf.listed!.recordings[1]).not.toBe(second);
  expect(shelf.listed!.recordings[1]).toMatchObject({ bytes: 2000 });
});

describe('the trash of the shelf', () => {
  it('says how much room it takes, and is empty once it was emptied', async () => {
    const trashed = [1, 2].map((n) => ({ ...clip, id: `${n}`.repeat(22), trashedAt: 0, bytes: 1_500_000 }));
    answers['recordings.trashed'] = { ok: true, value: trashed };
    await shelf.show();
    expect(render(ShelfTrash, { props: { shelf } }).body).toContain('Trash: 2 recordings, 3 MB');
    await shelf.restore(trashed[0]!.id);
    answers['recordings.trashed'] = { ok: true, value: [] };
    await shelf.emptyTrash();
    expect(asked).toContain('recordings.emptyTrash');
    expect(shelf.trashed).toEqual([]);
    // The rows are gone, which not everybody sees.
    expect(said).toEqual(['Grandmother is back.', 'The trash was emptied.']);
  });

  it.each(['restore', 'remove'] as const)('asks once to %s what is pressed twice', async (what) => {
    answers['recordings.remove'] = { ok: true, value: { id: 't'.repeat(22) } };
    const press = (): Promise<void> => (what === 'restore' ? shelf.restore(clip.id) : shelf.remove(clip));
    await Promise.all([press(), press()]);
    expect(asked.filter((name) => name === `recordings.${what}`)).toHaveLength(1);
    // Brought back, it may be removed again.
    await press();
    expect(asked.filter((name) => name === `recordings.${what}`)).toHaveLength(2);
  });

  it('says when it cannot be emptied', async () => {
    answers['recordings.emptyTrash'] = { ok: false, code: 'disk-failed', message: 'You have no right to.' };
    await shelf.emptyTrash();
    expect(notices).toMatchObject([{ level: 'error' }]);
    expect(said).toEqual([]);
  });
});

describe('another name', () => {
  const named = { ...clip, id: 'c'.repeat(22), name: 'Grandma' };
  beforeEach(async () => {
    answers['recordings.list'] = listOf(clip);
    await shelf.show();
    shelf.chosenId = clip.id;
  });

  it('is told whether it was taken: one that is refused can be changed and tried again', async () => {
    answers['recordings.rename'] = { ok: false, code: 'malformed', message: 'This name has no letters.' };
    expect(await shelf.rename(clip, '***')).toBe(false);
    expect(shelf.chosen).toEqual(clip);
    expect(notices).toMatchObject([{ level: 'error' }]);
    answers['recordings.rename'] = { ok: true, value: named };
    answers['recordings.list'] = listOf(named);
    expect(await shelf.rename(clip, 'Grandma')).toBe(true);
    expect(shelf.chosen).toEqual(named);
  });

  it('does not close the clip until the next list', async () => {
    answers['recordings.rename'] = { ok: true, value: named };
    let tell = (): void => undefined;
    answers['recordings.list'] = new Promise((resolve) => (tell = () => resolve(listOf(named))));
    const renaming = shelf.rename(clip, 'Grandma');
    await new Promise((resolve) => setTimeout(resolve));
    expect(shelf.chosen).toEqual(named);
    tell();
    await renaming;
  });

  it('does not bring the person back to it who went on', async () => {
    answers['recordings.rename'] = { ok: true, value: named };
    const renaming = shelf.rename(clip, 'Grandma');
    shelf.chosenId = null;
    await renaming;
    expect(shelf.chosenId).toBeNull();
  });
});

it('keeps the focus in what saves a part while it does', () => {
  const props = { video: {} as HTMLVideoElement, seconds: 3, busy: true };
  const { body } = render(Trim, { props: { ...props, ontrim: () => undefined, oncancel: () => undefined } });
  expect(body).toContain('aria-disabled="true"');
  expect(body).not.toContain(' disabled');
});

describe('a part that is saved', () => {
  const part = { ...clip, id: 'b'.repeat(22), name: 'Grandmother (2)' };
  beforeEach(() => {
    answers['recordings.trim'] = { ok: true, value: part };
    shelf.chosenId = clip.id;
  });

  it('is shown once it is there', async () => {
    await shelf.trim(clip, 0, 1);
    expect(shelf.chosenId).toBe(part.id);
  });

  it('leaves the person alone who looks at something else by then', async () => {
    const trimming = shelf.trim(clip, 0, 1);
    shelf.chosenId = null;
    await trimming;
    expect(shelf.chosenId).toBeNull();
  });
});
