import { t } from '@vscode/l10n';
import type { Progress } from '../../connector.ts';
import { plainLine } from './lines.ts';

/**
 * What Modal's client prints while it deploys, as steps for people. Its words change with its version, so whatever
 * is not known is passed on as it is, under what is being done.
 */
export class Steps {
  readonly #progress: Progress;
  #created = false;
  #last = '';

  constructor(progress: Progress) {
    this.#progress = progress;
  }

  line(text: string): void {
    const line = plainLine(text)
      .replace(/^[\s│├└─]+/, '')
      .replace(/^[✓🔨🧹🎉]\s*/u, '')
      .trim();
    if (line === '') return;
    if (/^Created objects/.test(line)) {
      this.#created = true;
      this.#say(t('Publishing…'));
    } else if (/^App deployed|^Deployment skipped/.test(line)) this.#say(t('Published. Checking…'));
    else if (/^Terminating running containers/.test(line)) this.#say(t('Ending the old containers…'));
    else if (/^View Deployment/.test(line)) return;
    else
      this.#say(
        this.#created || /^(Building|Built) image\b/.test(line) ? line : t`Building the image: ${line}`,
      );
  }

  #say(step: string): void {
    if (step !== this.#last) this.#progress(step);
    this.#last = step;
  }
}
