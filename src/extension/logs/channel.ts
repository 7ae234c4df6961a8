import { t } from '@vscode/l10n';
import { ownLine } from './logText.ts';

/** What of an output channel is used: a plain object in a test. */
export interface Output {
  append(text: string): void;
  replace(text: string): void;
  /** Without taking the focus. */
  show(): void;
  dispose(): void;
}

/** After this much the older lines go: a log that is followed for days must not grow without end. */
const mostCharacters = 8_000_000;
const keptLines = 5000;

/** The page that one deployment's log is shown on. */
export class LogChannel {
  readonly #output: Output;
  readonly #now: () => number;
  readonly #most: number;
  #last: string[] = [];
  #characters = 0;

  constructor(output: Output, now: () => number, most = mostCharacters) {
    this.#output = output;
    this.#now = now;
    this.#most = most;
  }

  write(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const text = `${lines.join('\n')}\n`;
    this.#last.push(...lines.slice(-keptLines));
    if (this.#last.length > 2 * keptLines) this.#last = this.#last.slice(-keptLines);
    this.#characters += text.length;
    if (this.#characters <= this.#most) this.#output.append(text);
    else this.#startOver();
  }

  /** A line of Slipway's own. */
  say(text: string): void {
    this.write([ownLine(text, this.#now())]);
  }

  show(): void {
    this.#output.show();
  }

  dispose(): void {
    this.#output.dispose();
  }

  #startOver(): void {
    this.#last = this.#last.slice(-keptLines);
    // Long lines: what stays must be well below what fills it again.
    for (let size = sizeOf(this.#last); size > this.#most / 2; size = sizeOf(this.#last))
      this.#last = this.#last.slice(Math.ceil(this.#last.length / 2));
    const text = `${[ownLine(t('Older lines were taken out.'), this.#now()), ...this.#last].join('\n')}\n`;
    this.#output.replace(text);
    this.#characters = text.length;
  }
}

const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, { length }) => sum + length + 1, 0);
