/** Pages on one main side that is only pretended: what one does with the draft, the others hear of. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge, BridgeStatus } from '../bridge/bridge.ts';
import type { Training } from '../bridge/contract.ts';
import { Trainings } from './trainings.svelte.ts';

vi.mock('./pictures.ts', async (original) => ({
  ...(await original<object>()),
  reducePhoto: (file: Blob) => Promise.resolve(file),
}));

type Asked = Readonly<Record<string, unknown>> & { readonly id?: string };

/** A main side with one draft, as src-main/studio/trainings/drafts.ts keeps it. */
class Main {
  drafts = new Map<string, Training>();
  readonly #pages: ((name: string, data: unknown) => void)[] = [];
  readonly #statuses: ((status: BridgeStatus) => void)[] = [];
  #count = 0;
  readonly asked: string[] = [];

  /** The bridge of one more page. */
  bridge(): Bridge {
    const request = async (name: string, args: Asked): Promise<unknown> => {
      this.asked.push(name);
      // One thing after the other, as on the shelf.
      await Promise.resolve();
      const value = this.#answer(name, args);
      const code = value === 'wants-leave' ? value : 'unknown-training';
      const refused = { ok: false, code, message: 'it is refused' };
      return value === undefined || value === code ? refused : { ok: true, value };
    };
    const on = (name: string, listener: (data: unknown) => void): (() => void) => {
      this.#pages.push((told, data) => told === name && listener(data));
      return () => undefined;
    };
    const onStatus = (listener: (status: BridgeStatus) => void): (() => void) => {
      this.#statuses.push(listener);
      return () => undefined;
    };
    return { request, on, onStatus } as unknown as Bridge;
  }

  /** It is started anew: drafts are deleted, pages connect again. */
  restart(): void {
    this.drafts.clear();
    for (const listener of this.#statuses) listener('connected');
  }

  #answer(name: string, args: Asked): unknown {
    const draft = this.drafts.get(args.id ?? '');
    if (name === 'trainings.list') return [...this.drafts.values()];
    if (name === 'trainings.draft') return [...this.drafts.values()][0] ?? this.#create({});
    if (name === 'trainings.again') {
      for (const { id, photos } of this.drafts.values()) {
        if (photos > 0 && args['replacing'] !== id) return 'wants-leave';
      }
      for (const id of this.drafts.keys()) this.#tell('trainings.removed', { id });
      this.drafts.clear();
      return this.#create({ photos: 8, painting: this.#mark() });
    }
    if (name === 'uploads.open' || name === 'uploads.append') return { upload: 'u', received: 1 };
    if (name === 'lossNetwork.state') return { status: 'ready', received: 0, bytes: 1, hosts: [] };
    if (!draft) return undefined;
    if (name === 'trainings.painting') return this.#shown(this.#change(draft, { painting: this.#mark() }));
    if (name === 'trainings.showPainting')
      return draft.painting === undefined ? undefined : this.#shown(draft);
    if (name === 'trainings.photo') return this.#change(draft, { photos: draft.photos + 1 });
    if (name === 'trainings.start') {
      return args['painting'] === draft.painting ? this.#change(draft, { status: 'waiting' }) : undefined;
    }
    return [];
  }

  #shown({ painting }: Training): object {
    return { width: 9, height: 9, picture: `${painting ?? ''}=`, mark: painting };
  }

  #mark(): string {
    return `mark${++this.#count}`;
  }

  #create(change: Partial<Training>): Training {
    const draft = { id: `draft${++this.#count}`, status: 'draft', createdAt: 0, plan: null } as const;
    return this.#change({ ...draft, photos: 0, frames: 0, step: 0, steps: 0, previews: [] }, change);
  }

  #change(draft: Training, change: Partial<Training>): Training {
    const changed = { ...draft, ...change };
    this.drafts.set(draft.id, changed);
    this.#tell('trainings.changed', changed);
    return changed;
  }

  #tell(name: string, data: unknown): void {
    for (const page of this.#pages) page(name, data);
  }
}

let main: Main;
beforeEach(() => {
  main = new Main();
});

async function openPage(): Promise<Trainings> {
  const nothing = { live: false, mirrored: false, painting: { size: { width: 1, height: 1 } } };
  const page = new Trainings(main.bridge(), { ...nothing, view: { source: null }, notices: { add: () => undefined } }); // prettier-ignore
  page.start();
  page.showNew();
  await settled();
  return page;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const file = (name: string): File => new File(['x'], name);
const photos = (count: number): File[] => Array.from({ length: count }, (_, i) => file(`${i}.jpg`));
const plan = { title: 'Wave', preset: 'quick' } as Parameters<Trainings['begin']>[0];

describe('two windows on one draft', () => {
  it('both show the painting that was chosen last, and only that one is begun with', async () => {
    const [one, other] = [await openPage(), await openPage()];
    await one.pictures.choosePainting(file('x.png'));
    await settled();
    expect(other.pictures.painting?.mark).toBe(one.pictures.painting?.mark);
    expect(one.pictures.replaced).toBe(0);
    const before = one.pictures.painting?.mark;
    await other.pictures.choosePainting(file('y.png'));
    await settled();
    expect(other.pictures.replaced).toBe(0);
    expect(one.pictures.painting?.mark).not.toBe(before);
    expect(one.pictures.painting?.mark).toBe(other.pictures.painting?.mark);
    expect(one.pictures.replaced).toBe(1);
    await one.begin(plan);
    expect(one.selected?.status).toBe('waiting');
  });

  it('count each other’s photos, and both look at the training once one has begun it', async () => {
    const [one, other] = [await openPage(), await openPage()];
    await one.pictures.addPhotos(photos(8));
    await settled();
    expect(other.pictures.photos).toBe(8);
    await one.pictures.choosePainting(file('x.png'));
    await one.begin(plan);
    await settled();
    expect(other.selected?.id).toBe(one.selected?.id);
    expect(other.pictures.id).toBeNull();
  });
});

describe('a draft with pictures', () => {
  it('takes what comes while other pictures are on their way after them', async () => {
    const page = await openPage();
    const painting = page.pictures.choosePainting(file('x.png'));
    const first = page.pictures.addPhotos(photos(3));
    expect(page.pictures.photos).toBe(0);
    await Promise.all([painting, first, page.pictures.addPhotos(photos(2))]);
    expect([page.pictures.photos, page.pictures.choices.title, page.pictures.work]).toEqual([5, 'X', null]);
    // What is stopped takes with it what waits.
    const stopped = [page.pictures.addPhotos(photos(4)), page.pictures.addPhotos(photos(4))];
    await Promise.resolve();
    page.pictures.stop();
    await page.pictures.addPhotos(photos(1));
    await Promise.all(stopped);
    expect(page.pictures.photos).toBe(6);
  });

  it('gets all of a folder, also where the dialog is closed or shows a training meanwhile', async () => {
    const page = await openPage();
    const reading = page.pictures.addPhotos(photos(30));
    await vi.waitFor(() => expect(page.pictures.photos).toBeGreaterThan(0));
    page.pictures.choices.title = 'Mine';
    page.close();
    page.showNew();
    await page.select('another');
    await page.compose();
    await reading;
    expect([page.pictures.photos, page.pictures.choices.title]).toEqual([30, 'Mine']);
  });

  it('is replaced with the person’s leave only', async () => {
    const page = await openPage();
    await page.pictures.addPhotos(photos(3));
    await page.again('draft0');
    expect(page.asking).not.toBeNull();
    expect([page.pictures.photos, page.problem, page.busy]).toEqual([3, null, false]);
    await page.asking?.();
    expect(page.asking).toBeNull();
    expect(page.pictures.photos).toBe(8);
    // The person may also think better of it.
    await page.again('draft0');
    await page.compose();
    expect(page.asking).toBeNull();
  });

  it('that this window never heard of is asked about too', async () => {
    const one = await openPage();
    await one.pictures.addPhotos(photos(3));
    const other = await openPage();
    expect(other.gathered).toBeNull();
    await other.again('draft0');
    expect(other.gathered?.photos).toBe(3);
    expect(one.pictures.photos).toBe(3);
    await other.asking?.();
    await settled();
    expect(other.asking).toBeNull();
    expect([one.pictures.photos, other.pictures.photos]).toEqual([8, 8]);
  });

  it('that is empty makes way at once; a page that showed it shows the new one', async () => {
    const [one, other] = [await openPage(), await openPage()];
    await one.again('draft0');
    await settled();
    expect(one.asking).toBeNull();
    expect([one.pictures.photos, other.pictures.photos]).toEqual([8, 8]);
    expect(other.pictures.id).toBe(one.pictures.id);
  });

  it('that the main side lost when it was started anew is sent again', async () => {
    const page = await openPage();
    await page.pictures.choosePainting(file('x.png'));
    await page.pictures.addPhotos(photos(4));
    const lost = page.pictures.id;
    main.restart();
    await vi.waitFor(() => expect(page.pictures.id).not.toBe(lost));
    await vi.waitFor(() => expect(page.pictures.photos).toBe(4));
    expect(main.drafts.get(page.pictures.id!)).toMatchObject({ photos: 4, painting: expect.any(String) as string }); // prettier-ignore
    expect(page.pictures.painting).not.toBeNull();
    expect(page.problem).toBeNull();
  });

  it('of which not everything is at hand any more: the person is told to choose it again', async () => {
    const page = await openPage();
    await page.again('draft0');
    main.restart();
    await vi.waitFor(() => expect(page.problem).toMatch(/choose them again/));
    await page.pictures.addPhotos(photos(2));
    expect(page.pictures.photos).toBe(2);
  });
});
