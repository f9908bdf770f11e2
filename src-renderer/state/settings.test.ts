import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reply, Settings, SettingsPatch } from '../bridge/contract.ts';
import { initialSettings, SettingsKeeper } from './settings.ts';

function keeper(answer: (patch: SettingsPatch) => Promise<Reply<Settings>>) {
  const saved: SettingsPatch[] = [];
  const failures: string[] = [];
  const refusals: (string | null)[] = [];
  const settings = new SettingsKeeper({
    save: (patch) => {
      saved.push(patch);
      return answer(patch);
    },
    changed: () => undefined,
    failed: (message) => failures.push(message),
    unsaved: (message) => refusals.push(message),
  });
  return { settings, saved, failures, refusals };
}

const accept = (patch: SettingsPatch) =>
  Promise.resolve({ ok: true as const, value: { ...initialSettings, ...patch } as Settings });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('changing settings', () => {
  it('shows at once and saves once, when no more changes come', async () => {
    const { settings, saved } = keeper(accept);
    settings.change({ strength: 0.5 });
    settings.change({ strength: 0.4, mirror: false });
    expect(settings.current).toMatchObject({ strength: 0.4, mirror: false });
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(250);
    expect(saved).toEqual([{ strength: 0.4, mirror: false }]);
  });

  it('is not undone by news from the main side that is older', async () => {
    const { settings } = keeper(accept);
    settings.change({ strength: 0.5 });
    settings.receive({ ...initialSettings, mirror: false });
    expect(settings.current).toMatchObject({ strength: 0.5, mirror: false });
    await vi.advanceTimersByTimeAsync(250);
    settings.receive({ ...initialSettings, strength: 0.9 });
    expect(settings.current.strength).toBe(0.9);
  });

  it('outlives a lost connection and is saved by the next one', async () => {
    let connected = false;
    const { settings, saved, failures } = keeper((patch) =>
      connected ? accept(patch) : Promise.resolve({ ok: false, code: 'unavailable', message: '' }),
    );
    settings.change({ mirror: false });
    await vi.advanceTimersByTimeAsync(250);
    settings.receive(initialSettings);
    expect(settings.current.mirror).toBe(false);
    connected = true;
    await settings.flush();
    expect(saved).toHaveLength(2);
    expect(failures).toEqual([]);
  });

  it.each(['storage', 'unavailable'] as const)(
    'keeps the newer of two choices that fail: %s',
    async (code) => {
      const answers: ((reply: Reply<Settings>) => void)[] = [];
      const { settings, saved } = keeper(() => new Promise((answer) => answers.push(answer)));
      settings.change({ strength: 0.5 });
      await vi.advanceTimersByTimeAsync(250);
      settings.change({ strength: 0.7 });
      await vi.advanceTimersByTimeAsync(250);
      expect(saved).toEqual([{ strength: 0.5 }]);
      answers[0]!({ ok: false, code, message: '' });
      await vi.advanceTimersByTimeAsync(0);
      expect(saved.slice(1)).toEqual([{ strength: 0.7 }]);
      answers[1]!({ ok: false, code, message: '' });
      await vi.advanceTimersByTimeAsync(4000);
      expect(settings.current.strength).toBe(0.7);
      void settings.flush();
      await vi.advanceTimersByTimeAsync(0);
      expect(saved[2]).toEqual({ strength: 0.7 });
      expect(saved).toHaveLength(3);
    },
  );

  it('sends what is not saved yet at once when the page goes, whatever is under way', async () => {
    const { settings, saved } = keeper(() => new Promise(() => undefined));
    settings.change({ strength: 0.5 });
    await vi.advanceTimersByTimeAsync(250);
    settings.change({ mirror: false });
    settings.leave();
    expect(saved).toEqual([{ strength: 0.5 }, { mirror: false }]);
  });

  it('says so when it is refused, and is as it was, but for what was chosen meanwhile', async () => {
    const { settings, failures } = keeper(() =>
      Promise.resolve({ ok: false, code: 'internal', message: 'The disk is full.' }),
    );
    settings.receive({ ...initialSettings, strength: 0.9 });
    settings.change({ mirror: false, strength: 0.5 });
    const saving = settings.flush();
    settings.change({ keepColours: true });
    await saving;
    expect(failures).toEqual(['The disk is full.']);
    expect(settings.current).toMatchObject({ mirror: true, strength: 0.9, keepColours: true });
  });

  it('keeps what the disk refuses, says so, and saves it when it can', async () => {
    let full = true;
    const { settings, saved, refusals } = keeper((patch) =>
      full ? Promise.resolve({ ok: false, code: 'storage', message: 'The disk is full.' }) : accept(patch),
    );
    settings.change({ strength: 0.5 });
    await vi.advanceTimersByTimeAsync(250);
    settings.receive(initialSettings);
    expect(settings.current.strength).toBe(0.5);
    expect(refusals).toEqual(['The disk is full.']);
    settings.change({ mirror: false });
    await vi.advanceTimersByTimeAsync(250);
    full = false;
    await vi.advanceTimersByTimeAsync(4000);
    expect(saved.at(-1)).toEqual({ strength: 0.5, mirror: false });
    expect(refusals.at(-1)).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(saved).toHaveLength(3);
  });
});
