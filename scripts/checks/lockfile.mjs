/** House rule: the lockfile names packages, not the registry they once came from. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const name = 'the lockfile names no registry';

/**
 * @param {unknown} _sources
 * @param {string} root
 */
export function check(_sources, root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([, entry]) => typeof entry.resolved === 'string' && /^[a-z+]+:\/\//.test(entry.resolved))
    .map(
      ([path, { resolved }]) =>
        `${path} is resolved to ${resolved}: install with --omit-lockfile-registry-resolved`,
    );
}
