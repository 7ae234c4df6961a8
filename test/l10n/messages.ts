/** Every message of the sources, as `t` of @vscode/l10n looks it up: with `{0}` where an expression stands. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Of files that match `pattern`, in their order, each once. */
export function messagesOf(root: string, pattern: string): string[] {
  const found = new Set<string>();
  for (const file of globSync(pattern, { cwd: root }).sort())
    for (const message of messagesIn(readFileSync(join(root, file), 'utf8'), file)) found.add(message);
  return [...found];
}

export function messagesIn(text: string, file: string): string[] {
  const messages: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 't') messages.push(first(node, file));
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 't')
      messages.push(joined(node.template));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return messages;
}

function first(call: ts.CallExpression, file: string): string {
  const [message] = call.arguments;
  if (message && ts.isStringLiteralLike(message)) return message.text;
  throw new Error(`${file}: ${call.getText()} cannot be translated: its message is no literal.`);
}

function joined(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  const parts = template.templateSpans.map(({ literal }, index) => `{${String(index)}}${literal.text}`);
  return template.head.text + parts.join('');
}
