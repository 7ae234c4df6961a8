import { StringDecoder } from 'node:string_decoder';

/** A line without an end is handed on in pieces of this many characters, so that it cannot fill the memory. */
const longest = 100_000;

/** Cuts a stream of bytes into lines. A lone carriage return ends one too: that is how progress bars write over themselves. */
export class Lines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #take: (line: string) => void;
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    const parts = (this.#rest + this.#decoder.write(chunk)).split(/\r\n|\n|\r(?!$)/);
    this.#rest = parts.pop() ?? '';
    for (const part of parts) this.#take(part);
    if (this.#rest.length > longest) this.#flush();
  }

  /** What came after the last end of a line. */
  end(): void {
    this.#rest += this.#decoder.end();
    if (this.#rest !== '') this.#flush();
  }

  #flush(): void {
    // It was kept back, because it may have been half of a line's end.
    const line = this.#rest.replace(/\r$/, '');
    this.#rest = '';
    this.#take(line);
  }
}
