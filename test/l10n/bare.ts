/** Words in the sources that a person reads and no translation reaches: those that stand beside messages, and are none. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { definitions } from '../../src/connectors/index.ts';

/** Properties and attributes that hold words. */
const wordy =
  /^(alt|aria-label|description|detail|heading|hint|label|message|note|placeHolder|placeholder|prompt|summary|text|title|tooltip|unknown|yes)$/;
/** The same in every language: names, units and protocols; and examples of what is typed, and patterns. */
const same = [
  /^(\*\*)?(cURL|GPU|HTTP|Hugging Face|NF4|Python|Slipway|Top-p|TypeScript)\b/,
  /^\d* ?min$/,
  /^\w+:\/\/|^\/\w+\/|^(organization\/adapter|repository\/version|-m pip )|^\{"|\(\?:/,
];

const platformNames: ReadonlySet<string> = new Set(
  Object.values(definitions).flatMap(({ displayName }) => [displayName, ...displayName.split(' & ')]),
);

const isWord = (text: string): boolean =>
  /[A-Za-z]{3}/.test(text) && !platformNames.has(text.trim()) && !same.some((each) => each.test(text.trim()));

/** As "file:line: words", of files that match `pattern`. */
export function bareIn(root: string, pattern: string): string[] {
  return globSync(pattern, { cwd: root })
    .sort()
    .flatMap((file) => bareOf(readFileSync(join(root, file), 'utf8'), file));
}

export function bareOf(text: string, file: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const add = (node: ts.Node, words: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${String(line + 1)}: ${words.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && isWord(node.text)) add(node, node.text);
    for (const shown of shownBy(node))
      for (const words of literals(shown)) if (isWord(words.text)) add(words, words.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...new Set(found)];
}

/** What of a node is read as it is, as far as that can be told from where it stands. */
function shownBy(node: ts.Node): ts.Node[] {
  // What is filled into a message.
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 't')
    return ts.isTemplateExpression(node.template)
      ? node.template.templateSpans.map(({ expression }) => expression)
      : [];
  if (ts.isCallExpression(node) && node.expression.getText() === 't') return node.arguments.slice(1);
  if (ts.isPropertyAssignment(node) && wordy.test(node.name.getText())) return [node.initializer];
  if (ts.isJsxAttribute(node) && wordy.test(node.name.getText()) && node.initializer)
    return ts.isJsxExpression(node.initializer) ? children(node.initializer) : [node.initializer];
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) return children(node);
  // Either this, or a message; this after a message.
  const alternatives = alternativesOf(node);
  return alternatives.some(isMessage) ? alternatives : [];
}

const children = ({ expression }: ts.JsxExpression): ts.Node[] => (expression ? [expression] : []);

function alternativesOf(node: ts.Node): ts.Node[] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (ts.isBinaryExpression(node) && /^(\?\?|\|\||\+)$/.test(node.operatorToken.getText()))
    return [node.left, node.right];
  return ts.isArrayLiteralExpression(node)
    ? node.elements.flatMap((each) => [each, ...alternativesOf(each)])
    : [];
}

const isMessage = (node: ts.Node): boolean =>
  (ts.isCallExpression(node) && node.expression.getText() === 't') ||
  (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 't');

/** The texts that an expression may come to by itself: not those that it compares with or calls others with. */
function literals(
  node: ts.Node,
): (ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail)[] {
  if (ts.isStringLiteralLike(node)) return [node];
  if (ts.isTemplateExpression(node))
    return [
      node.head,
      ...node.templateSpans.flatMap(({ expression, literal }) => [...literals(expression), literal]),
    ];
  if (ts.isParenthesizedExpression(node)) return literals(node.expression);
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(literals);
  if (ts.isBinaryExpression(node) && /^(\?\?|\|\||&&|\+)$/.test(node.operatorToken.getText()))
    return [node.left, node.right].flatMap(literals);
  return [];
}
