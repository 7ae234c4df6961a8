import type { Redact } from '../../redact.ts';

/** Colours, cursor movements and links of a terminal. */
const controls =
  /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line without what only a terminal understands. */
export function plainLine(line: string): string {
  return line.replaceAll(controls, '').trimEnd();
}

/**
 * What a program said as running text. Modal's client draws boxes around its errors and breaks lines in them, with
 * ASCII where the terminal has no others; a blank line stays one.
 */
export function wordsOf(lines: readonly string[]): string {
  const texts = lines
    .map(plainLine)
    .filter((line) => !/^\s*(?:[╭╰┌└][─━╌]|\+-).*[╮╯┐┘+]\s*$/.test(line))
    .map((line) =>
      line
        .replace(/^\s*[│|]\s?/, '')
        .replace(/\s*[│|]\s*$/, '')
        .trim(),
    );
  return texts
    .join('\n')
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll('\n', ' '))
    .join('\n');
}

/** The words of the last box that is titled Error, or undefined. */
export function boxedError(lines: readonly string[]): string | undefined {
  const plain = lines.map(plainLine);
  const top = plain.findLastIndex((line) => /^\s*(?:[╭┌]─|\+-) Error /.test(line));
  if (top < 0) return undefined;
  const length = plain.slice(top + 1).findIndex((line) => /^\s*(?:[╰└]─|\+-)/.test(line));
  const words = wordsOf(plain.slice(top + 1, length < 0 ? undefined : top + 1 + length));
  return words === '' ? undefined : words;
}

/** Keys by their shape, whoever they belong to, beside those of this account. */
export function masked(text: string, redact: Redact): string {
  return redact(text).replaceAll(
    /\b(?:(?:as|ws|ak|wk)-[A-Za-z0-9]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,})/g,
    '•••',
  );
}
