import { redactor } from '../connectors/redact.ts';
import type { Redact } from '../connectors/redact.ts';

/** Every key that this window has used, and the one function that takes them out of a text. */
export class Redaction {
  readonly #secrets = new Set<string>();
  #redact = redactor([]);

  /** From now on these texts appear in no log and in nothing that is kept. */
  hide(secrets: Iterable<string>): void {
    for (const secret of secrets) this.#secrets.add(secret);
    this.#redact = redactor(this.#secrets);
  }

  readonly redact: Redact = (text) => this.#redact(text);
}
