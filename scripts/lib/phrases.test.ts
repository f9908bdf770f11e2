/** What the main side says is known by heart: the phrases are its own, and none that reaches a person is missing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { heard } from '../../src-renderer/language/ja/heard.ts';

const main = join(import.meta.dirname, '../../src-main');

/** A text as phrases are written, with {} for what is put in; null for what is no text. */
function phraseOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const [left, right] = [phraseOf(node.left), phraseOf(node.right)];
  return left === null || right === null ? null : left + right;
}

/** What a text is told in: a refusal, or an error that ends what a person began. */
const ERRORS = /^(Refusal|NothingLearned|PictureError|TrainingError|LossNetworkError|CheckpointError)$/;
/** Those that are never a reason in another sentence: a part of one would be missed above. */
const ENDING = /^(NothingLearned|PictureError|TrainingError)$/;
/** A whole sentence. */
const WHOLE = /^[“"{A-Z].* .*[.}]$/s;
/** Functions that tell a person, and the variables in which a sentence waits to be told. */
const TELLING = /\b(warn|notice|hold)$/;
const SENTENCE = /^(message|reason|said|text|why)$/;

/** Whether what is said in this node is told to a person. */
function tells(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return ERRORS.test(node.expression.getText());
  if (ts.isCallExpression(node)) return TELLING.test(node.expression.getText());
  if (ts.isVariableDeclaration(node)) return SENTENCE.test(node.name.getText());
  return ts.isObjectLiteralExpression(node) && /\blevel:/.test(node.getText());
}

/** Whether this node is an error with which something ends. */
function isEnding(node: ts.Node): boolean {
  return ts.isNewExpression(node) && ENDING.test(node.expression.getText());
}

/** What the main side says somewhere. */
interface Text {
  readonly phrase: string;
  readonly told: boolean;
  /** Whether it is all that an error says with which something ends. */
  readonly ending: boolean;
}

/** Every text of a source file, with where it stands. */
function textsOf(file: string): Text[] {
  const texts: Text[] = [];
  const visit = (node: ts.Node, told: boolean): void => {
    const phrase = phraseOf(node);
    if (phrase !== null) return void texts.push({ phrase, told, ending: isEnding(node.parent) });
    ts.forEachChild(node, (child) => visit(child, told || tells(node)));
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true), false);
  return texts;
}

const sources = readdirSync(main, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((file) => !/[\\/](testing|graph)[\\/]/.test(file));
const texts = sources.flatMap(textsOf);

describe('the phrases', () => {
  it('are all said by the main side', () => {
    const said = new Set(texts.map(({ phrase }) => phrase));
    expect(Object.keys(heard).filter((phrase) => !said.has(phrase))).toEqual([]);
  });

  it('hold every sentence that is told to a person', () => {
    const sentences = texts.filter(
      ({ phrase, told }) => told && WHOLE.test(phrase) && /[a-z]{3}/.test(phrase),
    );
    expect(sentences.length).toBeGreaterThan(60);
    const missing = sentences
      .map(({ phrase }) => phrase)
      .filter((phrase) => !(phrase in heard) && !machine(phrase));
    expect([...new Set(missing)]).toEqual([]);
  });

  it('are whole sentences where a training or a sketch ends with them', () => {
    const ending = texts.filter((text) => text.ending).map(({ phrase }) => phrase);
    expect(ending.length).toBeGreaterThan(8);
    expect(ending.filter((phrase) => !WHOLE.test(phrase))).toEqual([]);
  });

  it('put in all that varies, once each', () => {
    for (const [english, meaning] of Object.entries(heard)) {
      const wanted = english
        .split('{}')
        .slice(1)
        .map((_part, index) => `{${index}}`);
      expect((meaning.match(/\{\d+\}/g) ?? []).toSorted(), english).toEqual(wanted);
    }
  });
});

/** What programs say to each other: a page of ours never brings it about. */
function machine(phrase: string): boolean {
  return /arguments|frame|RGBA|Uint8Array|piece|Chunk|chunk|request|JSON|message|pictures wait|Picture \{\}|have arrived|are here/i.test(
    phrase,
  );
}
