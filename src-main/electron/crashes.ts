/** Writes down when a process of ours, or Chromium's, comes to a bad end. */
import type { App, WebContents } from 'electron';
import type { Log } from '../studio/log.ts';
import { endedByUs } from './utility.ts';

/** A process that ended because it was asked to is no news. */
const EXPECTED = new Set(['clean-exit']);

/** Records the ends of all child processes: the painter, the GPU's, and Chromium's services. */
export function recordChildren(app: Pick<App, 'on'>, log: Pick<Log, 'write'>): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode, serviceName, name }) => {
    const which = name ?? serviceName ?? type;
    // One that has said its last word is ended by us: asked to, it would end only after what it is just doing.
    const byUs = endedByUs(which) && reason !== 'crashed' && reason !== 'oom';
    if (byUs || EXPECTED.has(reason)) return;
    log.write('error', 'system', `${which} (${type}) is gone: ${reason}, exit code ${exitCode}`);
  });
}

/** Records what goes wrong with a page: its process, its preload, its patience. */
export function recordPage(contents: Pick<WebContents, 'on'>, log: Pick<Log, 'write'>): void {
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (EXPECTED.has(reason)) return;
    log.write('error', 'page', `the page's process is gone: ${reason}, exit code ${exitCode}`);
  });
  contents.on('preload-error', (_event, _path, error) => {
    log.write('error', 'page', `the preload failed: ${error.stack ?? error.message}`);
  });
  contents.on('unresponsive', () => log.write('warning', 'page', 'the page does not answer'));
  contents.on('responsive', () => log.write('info', 'page', 'the page answers again'));
}
