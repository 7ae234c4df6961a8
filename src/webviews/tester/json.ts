import { t } from '@vscode/l10n';

/** Where a JSON text stops being one: engines say it in their own words, and often without the place. Pure. */

export interface JsonProblem {
  /** Index of the first character that does not belong. */
  at: number;
  line: number;
  column: number;
  message: string;
}

const space = /[ \t\n\r]*/y;
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
/** Deeper than anyone writes by hand, and not as deep as the stack. */
const deepest = 500;

/** Undefined where it is good. */
export function jsonProblem(text: string): JsonProblem | undefined {
  const reader = new Reader(text);
  const problem = reader.value(0) ?? reader.end();
  if (problem === undefined) return undefined;
  const before = text.slice(0, problem.at).split('\n');
  const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
  const message = t`${problem.expected} on line ${String(line)}, column ${String(column)}.`;
  return { at: problem.at, line, column, message };
}

interface Unexpected {
  at: number;
  expected: string;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): Unexpected | undefined {
    this.#skip(space);
    return this.#at === this.#text.length ? undefined : this.#expected(t('Nothing more was expected'));
  }

  value(depth: number): Unexpected | undefined {
    this.#skip(space);
    if (depth > deepest) return this.#expected(t('It is nested too deeply'));
    const next = this.#text[this.#at];
    if (next === '{') return this.#members('}', depth);
    if (next === '[') return this.#members(']', depth);
    if (next === '"')
      return this.#skip(string) ? undefined : this.#expected(t('This text does not end well'));
    if (this.#skip(number) || this.#skip(word)) return undefined;
    return this.#expected(t('A value is expected'));
  }

  #members(close: '}' | ']', depth: number): Unexpected | undefined {
    this.#at++;
    if (this.#takes(close)) return undefined;
    for (;;) {
      const problem = (close === '}' ? this.#name() : undefined) ?? this.value(depth + 1);
      if (problem !== undefined) return problem;
      if (this.#takes(close)) return undefined;
      if (!this.#takes(',')) return this.#expected(t`A comma or ${close} is expected`);
    }
  }

  #name(): Unexpected | undefined {
    this.#skip(space);
    if (!this.#skip(string)) return this.#expected(t('A name in double quotes is expected'));
    return this.#takes(':') ? undefined : this.#expected(t('A colon is expected'));
  }

  #takes(mark: string): boolean {
    this.#skip(space);
    if (this.#text[this.#at] !== mark) return false;
    this.#at++;
    return true;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found !== undefined;
  }

  #expected(expected: string): Unexpected {
    return { at: this.#at, expected };
  }
}
