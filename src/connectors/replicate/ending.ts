import { t } from '@vscode/l10n';
import { PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import { excerpt } from '../redact.ts';
import type { Redact } from '../redact.ts';
import { wordTable } from '../word-table.ts';
import { faultCode } from './runs.ts';
import { sentence } from './units.ts';
import type { WirePrediction } from './wire.ts';

/** How long a run may take, counted from its creation: one that was forgotten goes on costing money. */
export const cancelAfter = { header: '10m', ms: 10 * 60_000, words: '10 minutes' };

const hints = wordTable<string>({
  E1001: t('Choose hardware with more memory, or send a smaller input.'),
  E6716: t('Try again; if it stays so, look at the deployment’s page on Replicate.'),
});

/** A run that did not succeed, as an error; undefined for one that somebody cancelled. */
export function failureOf(run: WirePrediction, redact: Redact, now: number): PlatformError | undefined {
  switch (run.status) {
    case 'failed':
      return new PlatformError(failed(run, redact));
    case 'aborted':
      return new PlatformError({
        platform: 'replicate',
        code: 'timeout',
        message: t`No instance was ready within ${cancelAfter.words}, so Replicate dropped the prediction before it started.`,
        hint: t('Try again: a cold boot may be under way. Keep at least 1 instance to avoid it.'),
        platformCode: 'aborted',
      });
    default: {
      const late =
        run.created_at !== undefined && (run.completed_at ?? now) - run.created_at >= cancelAfter.ms - 5_000;
      if (!late) return undefined;
      return new PlatformError({
        platform: 'replicate',
        code: 'timeout',
        message: t`The prediction ran into its deadline of ${cancelAfter.words}, and Replicate cancelled it.`,
        hint: t(
          'Ask for less in one prediction, or call the deployment from your own code with a longer deadline.',
        ),
        platformCode: 'canceled',
      });
    }
  }
}

function failed(run: WirePrediction, redact: Redact): ErrorData {
  const said = typeof run.error === 'string' ? run.error.trim() : run.error ? JSON.stringify(run.error) : '';
  const code = faultCode(said);
  const message =
    said === ''
      ? t('The prediction failed; Replicate says no more.')
      : t`The prediction failed: ${sentence(excerpt(said, redact))}`;
  const common = {
    platform: 'replicate' as const,
    message,
    ...(said === '' ? {} : { platformMessage: excerpt(said, redact) }),
  };
  if (code === undefined)
    return {
      ...common,
      code: 'invalid',
      hint: t('The model’s own code gave up: check the inputs, and its log on the page of the prediction.'),
    };
  return { ...common, code: 'unavailable', platformCode: code, hint: hints[code] ?? t('Try again.') };
}

/** The last line of a progress bar, as many models print them. */
export function progressIn(logs: string | undefined): string | undefined {
  for (const line of (logs ?? '').split(/[\n\r]/).reverse()) {
    const [, percent, current, total] = /^\s*(\d+)%\s*\|.+?\|\s*(\d+)\/(\d+)/.exec(line) ?? [];
    if (percent !== undefined && current !== undefined && total !== undefined)
      return t`${percent} % (${current} of ${total})`;
  }
  return undefined;
}
