import { describe, expect, it, vi } from 'vitest';
import { Staying } from './staying.svelte.ts';

class FakeDocument extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
}

function page(refuses = false) {
  const release = vi.fn(() => Promise.resolve());
  const request = vi.fn((_type?: WakeLockType) =>
    refuses ? Promise.reject(new Error('low battery')) : Promise.resolve({ release } as never),
  );
  const document = new FakeDocument();
  const window = new EventTarget();
  const staying = new Staying({ window, document, wakeLock: { request } });
  /** Whether the browser would ask. */
  const leave = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  return { staying, request, release, document, leave };
}

describe('while something would be cut off', () => {
  it('leaving is asked about, and not before or after', () => {
    const { staying, leave } = page();
    expect(leave()).toBe(false);
    staying.while(true);
    expect(leave()).toBe(true);
    staying.while(false);
    expect(leave()).toBe(false);
  });

  it('a screen that need not stay on may go dark: leaving is asked about all the same', () => {
    const { staying, request, leave } = page();
    staying.while(true, false);
    expect(leave()).toBe(true);
    expect(request).not.toHaveBeenCalled();
    staying.while(false);
    expect(leave()).toBe(false);
  });

  it('the screen stays on: asked for once, again when the page was hidden, and given back', async () => {
    const { staying, request, release, document } = page();
    staying.while(true);
    staying.while(true);
    expect(request).toHaveBeenCalledExactlyOnceWith('screen');
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(request).toHaveBeenCalledOnce();
    document.visibilityState = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(request).toHaveBeenCalledTimes(2);
    staying.while(false);
    await vi.waitFor(() => expect(release).toHaveBeenCalledOnce());
    document.dispatchEvent(new Event('visibilitychange'));
    expect(request).toHaveBeenCalledTimes(2);
  });

  it('a browser that keeps no screen on, or has nothing for it, still asks', async () => {
    const refusing = page(true);
    refusing.staying.while(true);
    await Promise.resolve();
    expect(refusing.leave()).toBe(true);
    refusing.staying.while(false);
    const window = new EventTarget();
    const staying = new Staying({ window, document: refusing.document });
    staying.while(true);
    expect(window.dispatchEvent(new Event('beforeunload', { cancelable: true }))).toBe(false);
  });
});
