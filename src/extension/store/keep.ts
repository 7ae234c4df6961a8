import { t } from '@vscode/l10n';
import type { ErrorData } from '../../connectors/errors.ts';
import { redactor, redactValue } from '../../connectors/redact.ts';
import type { Redact } from '../../connectors/redact.ts';
import type { Draft } from '../deployments/types.ts';
import type { TestRun } from '../metrics/types.ts';
import type { Change } from './changes.ts';
import { withoutData } from './largeData.ts';

/** What one test may take on disk; ten of them are kept per deployment. */
export const runBytes = 256 * 1024;

/** What stands where a secret stood, as the one redaction point writes it. */
export const mask = redactor(['secret'])('secret');

/** A draft that came back from the store without a secret that was typed into it. */
export function lostSecret(draft: Draft): string | undefined {
  const variables = Object.entries(draft.spec.config.environment ?? {});
  return variables.find(([name, value]) => name.includes(mask) || value.includes(mask))?.[0];
}

/** The change as it may be kept: without anything that looks like a key, and of bounded size. */
export function forKeeping(change: Change, redact: Redact): Change {
  switch (change.kind) {
    case 'test':
      return { kind: 'test', run: fit(clean(withoutData(change.run), redact)) };
    case 'draft':
      return { kind: 'draft', draft: clean(change.draft, redact) };
    case 'notes':
      return { ...change, notes: clean(change.notes, redact) };
    case 'memory':
      return change.value === undefined ? change : { ...change, value: redact(change.value) };
    default:
      // Samples hold identifiers, numbers and closed words only.
      return change;
  }
}

/** Redaction keeps the shape (only texts change), so the type stays. */
const clean = <T>(value: T, redact: Redact): T => redactValue(value, redact) as T;

function fit(run: TestRun): TestRun {
  if (size(run) <= runBytes) return run;
  const small: TestRun = {
    ...run,
    response: t`The response was too large to keep (${Math.round(size(run.response) / 1024)} KB).`,
    text: cut(run.text),
    ...(run.reasoning === undefined ? {} : { reasoning: cut(run.reasoning) }),
    ...(run.error === undefined ? {} : { error: cutTexts(run.error) }),
    ...(run.finishReason === undefined ? {} : { finishReason: cut(run.finishReason) }),
    ...(run.output === undefined ? {} : { output: [{ kind: 'text', text: outputTooLarge }] }),
  };
  if (size(small) <= runBytes) return small;
  const { stream, prompt, system } = run.request;
  return {
    ...small,
    request: { stream, prompt: cut(prompt), ...(system === undefined ? {} : { system: cut(system) }) },
  };
}

const outputTooLarge = t('The output was too large to keep.');

const cutTexts = (error: ErrorData): ErrorData => ({
  ...error,
  ...Object.fromEntries(
    Object.entries(error).flatMap(([key, value]) => (typeof value === 'string' ? [[key, cut(value)]] : [])),
  ),
});

const cut = (text: string): string => (text.length <= 16_000 ? text : `${text.slice(0, 16_000)}…`);
const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? null));
