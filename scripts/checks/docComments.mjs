/** House rule: every exported function and class of the main side says what it is for. */
import ts from 'typescript';
import { isTest } from './sources.mjs';

export const name = 'every exported function and class in src-main has a doc comment';

/** @param {{ path: string, text: string }[]} sources */
export function check(sources) {
  return sources
    .filter(({ path }) => path.startsWith('src-main/') && !isTest(path))
    .flatMap(({ path, text }) => {
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      return source.statements
        .filter(
          (node) =>
            isExported(node) && !isOverload(node, source) && ts.getJSDocCommentsAndTags(node).length === 0,
        )
        .flatMap(namesOf)
        .map(({ called, node }) => {
          const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
          return `${path}:${line} exports ${called} without a doc comment`;
        });
    });
}

function isExported(node) {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
}

/** Of a function's overloads, one comment on the first is enough. */
function isOverload(node, source) {
  if (!ts.isFunctionDeclaration(node)) return false;
  const before = source.statements[source.statements.indexOf(node) - 1];
  return before !== undefined && ts.isFunctionDeclaration(before) && before.name?.text === node.name?.text;
}

/**
 * The functions and classes a statement declares; a constant that holds a function counts as one.
 * @param {ts.Statement} node
 * @returns {{ called: string, node: ts.Statement }[]}
 */
function namesOf(node) {
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
    return [{ called: node.name?.text ?? 'default', node }];
  }
  if (!ts.isVariableStatement(node)) return [];
  return node.declarationList.declarations
    .filter(
      ({ initializer }) =>
        initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)),
    )
    .map((declaration) => ({ called: declaration.name.getText(), node }));
}
