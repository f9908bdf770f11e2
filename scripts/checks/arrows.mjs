/**
 * House rule: arrows between rooms point down only (docs and README draw them). Tests may look around;
 * everything else imports from its own room, the rooms listed for it, and packages.
 */
import { posix } from 'node:path';
import ts from 'typescript';
import { isTest, roomOf } from './sources.mjs';

export const name = 'imports follow the arrows between rooms';

/** The contract: one file, and one for each topic in the folder of its name. */
const CONTRACT = 'src-main/studio/contract.ts';
const TOPICS = 'src-main/studio/contract/';
const isContract = (path) => path === CONTRACT || path.startsWith(TOPICS);
/** What each room may import from; README and docs/architecture.md say the same. The contract, which imports nothing of ours, is open from `paint` up. */
export const BELOW = {
  graph: [],
  nets: ['graph'],
  runtime: ['graph', 'process'],
  process: [],
  paint: ['graph', 'nets', 'runtime', 'process'],
  train: ['graph', 'nets', 'runtime', 'process'],
  measure: ['graph', 'nets', 'runtime', 'process', 'paint', 'train'],
  studio: ['graph', 'nets', 'runtime', 'process', 'paint', 'train', 'measure'],
  electron: ['process', 'paint', 'train', 'measure', 'studio'],
  server: ['process', 'paint', 'train', 'measure', 'studio'],
};
const KNOW_NO_CONTRACT = ['graph', 'nets', 'runtime', 'process'];
/** Rooms of pure arithmetic know nothing of processes, files or windows. */
const PURE = ['graph', 'nets'];

/** @param {{ path: string, text: string }[]} sources */
export function check(sources) {
  return sources.flatMap(({ path, text }) =>
    importsOf(path, text).flatMap((found) => {
      const problem = judge(path, found);
      return problem ? [`${path}:${found.line} imports ${found.from}: ${problem}`] : [];
    }),
  );
}

function judge(path, { from, typeOnly }) {
  if ((from === 'electron' || from.startsWith('electron/')) && roomOf(path) !== 'electron' && !isTest(path)) {
    return 'only src-main/electron/ may';
  }
  if (from.startsWith('.')) return judgeOwn(path, posix.join(posix.dirname(path), from), typeOnly);
  const room = roomOf(path);
  if (room && PURE.includes(room) && !isTest(path) && from.startsWith('node:')) {
    return `${room}/ knows nothing of the machine`;
  }
  return null;
}

function judgeOwn(path, target, typeOnly) {
  if (path.startsWith('src-renderer/')) {
    if (target.startsWith('src-renderer/')) return null;
    if (!isContract(target)) return 'the page knows the main side only by its contract';
    return typeOnly || isTest(path) ? null : 'the page takes types only; write "import type"';
  }
  const room = roomOf(path);
  if (room === null || isTest(path)) return null;
  if (isContract(path)) return isContract(target) ? null : 'the contract imports nothing else of ours';
  if (isContract(target) && !KNOW_NO_CONTRACT.includes(room)) return null;
  const to = roomOf(target);
  if (to === room) return null;
  if (to === null) return 'it is outside src-main/';
  return BELOW[room]?.includes(to) ? null : `no arrow leads from ${room}/ to ${to}/`;
}

/** Everything a file imports, statically or by `import(…)`; in Svelte files, what their scripts import. */
export function importsOf(path, text) {
  if (path.endsWith('.css')) return [];
  const code = path.endsWith('.svelte') ? scriptsOf(text) : text;
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found = [];
  const add = (node, specifier, typeOnly) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push({ from: specifier.text, typeOnly, line });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, true);
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] &&
      ts.isStringLiteralLike(node.arguments[0])
    ) {
      add(node, node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A Svelte file with everything but its scripts blanked, so that lines keep their numbers. */
function scriptsOf(text) {
  let code = '';
  let end = 0;
  for (const match of text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) {
    const start = match.index + match[0].indexOf('>') + 1;
    code += text.slice(end, start).replace(/[^\n]/g, ' ') + match[1];
    end = start + match[1].length;
  }
  return code;
}
