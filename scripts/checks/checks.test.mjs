/** The checks of house rules find what they are for: each is shown a tree that breaks its rule. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as arrows from './arrows.mjs';
import * as docComments from './docComments.mjs';
import * as fileLength from './fileLength.mjs';
import * as lockfile from './lockfile.mjs';
import { judgeSizes } from './pageSize.mjs';
import * as skips from './skips.mjs';

const file = (path, text) => [{ path, text }];

describe('arrows', () => {
  it.each([
    ['src-main/graph/a.ts', "import { x } from '../runtime/b.ts';"],
    ['src-main/graph/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['src-main/nets/a.ts', "export * from '../paint/b.ts';"],
    ['src-main/runtime/a.ts', "import type { x } from '../studio/contract.ts';"],
    ['src-main/paint/a.ts', "const b = await import('../studio/studio.ts');"],
    ['src-main/paint/a.ts', "import { app } from 'electron';"],
    ['src-main/server/a.ts', "import { x } from '../electron/menu.ts';"],
    ['src-main/studio/a.ts', "import { x } from '../../scripts/b.ts';"],
    ['src-main/studio/contract.ts', "import { x } from './b.ts';"],
    ['src-main/studio/contract/a.ts', "import { x } from '../studio.ts';"],
    ['src-main/unheard-of/a.ts', "import { x } from '../graph/b.ts';"],
    ['src-renderer/a.ts', "import { x } from '../src-main/studio/contract.ts';"],
    ['src-renderer/a.ts', "import type { x } from '../src-main/studio/studio.ts';"],
    [
      'src-renderer/App.svelte',
      '<script lang="ts">\nimport { x } from \'../src-main/studio/contract.ts\';\n</script>',
    ],
    ['scripts/a.ts', "import { app } from 'electron';"],
  ])('%s may not: %s', (path, text) => {
    expect(arrows.check(file(path, text))).toHaveLength(1);
  });

  it.each([
    ['src-main/nets/a.ts', "import { x } from '../graph/b.ts';"],
    ['src-main/paint/a.ts', "import { x } from '../studio/contract.ts'; import fs from 'node:fs';"],
    ['src-main/nets/a.test.ts', "import { x } from '../runtime/b.ts'; import fs from 'node:fs';"],
    ['src-main/electron/a.ts', "import { app } from 'electron'; import { x } from '../studio/studio.ts';"],
    ['src-main/studio/contract.ts', "import { z } from 'zod'; import { x } from './contract/a.ts';"],
    ['src-renderer/a.ts', "import type { x } from '../src-main/studio/contract/a.ts';"],
    ['src-renderer/a.ts', "import type { x } from '../src-main/studio/contract.ts';"],
    ['src-renderer/a.ts', "export type { x } from '../src-main/studio/contract.ts';"],
    ['src-renderer/a.ts', '// import { x } from "../src-main/graph/a.ts"'],
    ['scripts/a.ts', "import { x } from '../src-main/graph/b.ts';"],
  ])('%s may: %s', (path, text) => {
    expect(arrows.check(file(path, text))).toEqual([]);
  });

  it.each([
    ['docs/architecture.md', /^ {2}(\w+)\/ .*?(?:-> (.+))?$/gm],
    ['README.md', /^\| (`src-main\/.+?`) \| .*? \| (.*?)\|$/gm],
  ])('are those that %s says there are', (document, rows) => {
    const text = readFileSync(join(import.meta.dirname, '../..', document), 'utf8');
    const said = [...text.matchAll(rows)].flatMap(([, rooms = '', below = '']) =>
      [...rooms.matchAll(/\w+(?=`|$)/g)].map(([room]) => [room, below.match(/\w+/g) ?? []]),
    );
    expect(Object.fromEntries(said)).toEqual(arrows.BELOW);
  });

  it('tells the line, in Svelte files too', () => {
    const text = '<p>\n</p>\n<script lang="ts">\n  import electron from "electron";\n</script>';
    expect(arrows.check(file('src-renderer/A.svelte', text))[0]).toContain('A.svelte:4 ');
  });
});

describe('doc comments', () => {
  it.each([
    'export function f() {}',
    'export class C {}',
    'export const f = () => 1;',
    'export default function () {}',
    '// not a doc comment\nexport async function f() {}',
  ])('are missed on: %s', (text) => {
    expect(docComments.check(file('src-main/graph/a.ts', text))).toHaveLength(1);
  });

  it.each([
    ['src-main/graph/a.ts', '/** Says it. */\nexport function f(): void;\nexport function f(): void {}'],
    ['src-main/graph/a.ts', 'function f() {}'],
    ['src-main/graph/a.ts', 'export const n = 1;'],
    ['src-main/graph/a.test.ts', 'export function f() {}'],
    ['scripts/a.ts', 'export function f() {}'],
  ])('are not missed in %s: %s', (path, text) => {
    expect(docComments.check(file(path, text))).toEqual([]);
  });
});

describe('file length', () => {
  it('allows 300 lines and no more', () => {
    expect(fileLength.check(file('scripts/a.ts', 'x\n'.repeat(300)))).toEqual([]);
    expect(fileLength.check(file('scripts/a.ts', 'x\n'.repeat(301)))).toHaveLength(1);
  });
});

describe('the lockfile', () => {
  it.each([
    [{ resolved: 'https://registry.example/a.tgz' }, 1],
    [{ resolved: 'git+ssh://git@host.example/a.git' }, 1],
    [{ version: '1.0.0', funding: { url: 'https://example.com' } }, 0],
    [{ resolved: 'packages/a', link: true }, 0],
  ])('with %o has %i problems', (entry, problems) => {
    const root = mkdtempSync(join(tmpdir(), 'pastiche-lockfile-'));
    try {
      writeFileSync(
        join(root, 'package-lock.json'),
        JSON.stringify({ packages: { 'node_modules/a': entry } }),
      );
      expect(lockfile.check([], root)).toHaveLength(problems);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe('the size of the page', () => {
  it('is judged at first and in all, and the largest files are named', () => {
    const parts = [
      { file: 'a.js', first: true, bytes: 100_000 },
      { file: 'b.js', first: false, bytes: 140_000 },
    ];
    expect(judgeSizes(parts)).toEqual([]);
    expect(judgeSizes([...parts, { file: 'c.js', first: false, bytes: 40_000 }])).toEqual([
      expect.stringMatching(/in all it has 280\.0 kB[\s\S]*b\.js/),
    ]);
    expect(judgeSizes([...parts, { file: 'd.js', first: true, bytes: 50_000 }])).toEqual([
      expect.stringMatching(/at first it has 150\.0 kB[\s\S]*a\.js/),
      expect.stringMatching(/in all/),
    ]);
  });

  it('is not good when there is nothing', () => {
    expect(judgeSizes([])).toHaveLength(1);
    expect(judgeSizes([{ file: 'a.js', first: false, bytes: 1 }])).toHaveLength(1);
  });
});

describe('tests that are skipped', () => {
  // In two parts: this file is a test, too.
  const silent = (way) => `it.each([1])('x', () => {});\nit${way}(true)('y', () => {});`;

  it.each(['.skipIf', '.only.runIf'])('may not be by %s', (way) => {
    const [problem, ...more] = skips.check(file('src-main/a.test.ts', silent(way)));
    expect(problem).toMatch(/^src-main\/a\.test\.ts:2 /);
    expect(more).toEqual([]);
  });

  it('may be with a reason; what is no test is none of its business', () => {
    expect(skips.check(file('src-main/a.test.ts', "it('x', ({ skip }) => skip(true, 'why'));"))).toEqual([]);
    expect(skips.check(file('src-main/a.ts', silent('.skipIf')))).toEqual([]);
  });
});
