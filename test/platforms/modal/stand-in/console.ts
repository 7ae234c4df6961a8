import { errorBox, tracebackBox } from './boxes.ts';
import { PythonError, SourceError } from './errors.ts';
import type { Switches } from './switches.ts';
import { cells, wrap } from './wrap.ts';

const beyondLatin = /[\u0100-\uffff]/;

/** Where a process writes. */
export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** The two streams of the process, as Python would write on them. */
export class Console {
  readonly #columns: number;
  readonly #unicode: boolean;
  readonly #streams: Streams;

  constructor(env: NodeJS.ProcessEnv, switches: Switches, streams: Streams = process) {
    this.#columns = Number(env['COLUMNS']) || 80;
    this.#unicode = writesUnicode(env, switches.on('charmap'));
    this.#streams = streams;
  }

  /** Wrapped where the terminal ends. Raises what Python raises when its stream cannot carry a character. */
  say(text: string): void {
    const foreign = this.#unicode ? -1 : text.search(beyondLatin);
    if (foreign >= 0) throw charmapError(text, foreign);
    this.#streams.stdout.write(`${wrap(text, this.#columns).join('\n')}\n`);
  }

  /** Rows of a tree; what does not fit goes on below its row. */
  tree(rows: readonly string[]): void {
    rows.forEach((row, at) => {
      const last = at === rows.length - 1;
      const lines = wrap(row, this.#columns - cells('├── '));
      const guides = lines.map((_, line) => (line > 0 ? (last ? '    ' : '│   ') : last ? '└── ' : '├── '));
      this.#streams.stdout.write(lines.map((line, n) => `${guides[n]!}${line}\n`).join(''));
    });
  }

  /** A line that nothing may break, for programs. */
  raw(line: string): void {
    this.#streams.stdout.write(`${line}\n`);
  }

  complain(text: string): void {
    this.#streams.stderr.write(`${text}\n`);
  }

  fail(error: PythonError, file: string): void {
    const style = { columns: this.#columns, unicode: this.#unicode };
    const text =
      error instanceof SourceError
        ? tracebackBox(file, error.type, error.message, style)
        : errorBox(error.message, style);
    this.#streams.stderr.write(text);
  }
}

/** `charmap` is a machine whose streams are cp1252, as on Windows, unless the environment says otherwise. */
function writesUnicode(env: NodeJS.ProcessEnv, charmap: boolean): boolean {
  const named = env['PYTHONIOENCODING']?.split(':')[0];
  if (named !== undefined && named !== '') return /^utf-?8$/i.test(named);
  return env['PYTHONUTF8'] === '1' || !charmap;
}

function charmapError(text: string, foreign: number): PythonError {
  const code = text.codePointAt(foreign)!;
  const shown =
    code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  return new PythonError(
    'UnicodeEncodeError',
    `'charmap' codec can't encode character '${shown}' in position ${String(foreign)}: character maps to <undefined>`,
  );
}
