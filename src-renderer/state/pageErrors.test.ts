import { describe, expect, it, vi } from 'vitest';
import { recordPageErrors } from './pageErrors.ts';

function page() {
  const target = new EventTarget();
  const request = vi.fn((_name: string, _args: unknown) => Promise.resolve({ ok: true, value: null }));
  const stop = recordPageErrors(target, { request: request as never });
  const fail = (type: string, details: object): boolean =>
    target.dispatchEvent(Object.assign(new Event(type), details));
  return { request, stop, fail };
}

describe('an error nobody caught', () => {
  it('is told with its message and stack', () => {
    const { request, fail } = page();
    const error = new TypeError('no frame');
    fail('error', { error, message: 'Uncaught TypeError: no frame' });
    expect(request).toHaveBeenCalledExactlyOnceWith('report.page-error', {
      message: 'Uncaught TypeError: no frame',
      stack: error.stack,
    });
    fail('unhandledrejection', { reason: 'gave up' });
    expect(request).toHaveBeenLastCalledWith('report.page-error', { message: 'gave up' });
  });

  it('is told within the bounds of the contract, and not for ever', () => {
    const { request, fail } = page();
    for (let i = 0; i < 50; i++) fail('error', { error: null, message: 'x'.repeat(1e5) });
    expect(request).toHaveBeenCalledTimes(20);
    expect(request).toHaveBeenLastCalledWith('report.page-error', { message: 'x'.repeat(2000) });
  });

  it('is told no more once stopped', () => {
    const { request, stop, fail } = page();
    stop();
    fail('error', { error: null, message: 'late' });
    expect(request).not.toHaveBeenCalled();
  });
});
