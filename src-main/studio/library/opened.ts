/** What the person is told of style files that they opened with the app. */
import { basename } from 'node:path';
import { messageOf } from '../../paint/refusal.ts';
import type { Notice } from '../contract.ts';
import type { Imported } from './imports.ts';

/** Said at once: to try a large model takes many seconds. */
export function whatIsTried(paths: readonly string[]): Notice {
  const [path = '', ...more] = paths;
  const message =
    more.length === 0 ? `Trying “${basename(path)}” as a style…` : `Trying ${paths.length} files as styles…`;
  return { level: 'info', message };
}

/** Said at the end: what hangs, and what was refused, in a sentence each, however many there were. */
export function whatBecame(results: readonly PromiseSettledResult<Pick<Imported, 'title'>>[]): Notice[] {
  const titles = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.title] : []));
  const refusals = results.flatMap((result) =>
    result.status === 'rejected' ? [messageOf(result.reason)] : [],
  );
  const notices: Notice[] = [];
  if (titles.length === 1) {
    notices.push({ level: 'info', message: `“${titles[0] ?? ''}” hangs in the gallery now.` });
  } else if (titles.length > 1) {
    notices.push({ level: 'info', message: `${titles.length} styles hang in the gallery now.` });
  }
  if (refusals.length > 0) {
    // Each with its full stop, by which the page tells sentences apart.
    const message =
      refusals.length === 1 ? refusals[0]! : refusals.map((each) => each.replace(/\.?$/, '.')).join(' ');
    notices.push({ level: 'error', message });
  }
  return notices;
}
