import { t } from '@vscode/l10n';

/** What is told while something is sent: the steps of it, or the log of a build. Pure. */

export interface Progress {
  /** The newest, oldest first; `at` counts from the first that there was. */
  lines: readonly { at: number; text: string }[];
  total: number;
}

export const noProgress: Progress = { lines: [], total: 0 };
/** More than a person reads back; less than a page is slow with. */
const kept = 100;

export function withStep({ lines, total }: Progress, text: string): Progress {
  // A platform that repeats itself has not moved on.
  if (text.trim() === '' || lines.at(-1)?.text === text) return { lines, total };
  return { lines: [...lines, { at: total, text }].slice(-kept), total: total + 1 };
}

export const currentStep = ({ lines }: Progress): string => lines.at(-1)?.text ?? t('Sending…');
