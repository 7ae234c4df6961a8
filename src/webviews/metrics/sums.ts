/** Counts and sums in words. Pure. */
import { t } from '@vscode/l10n';
import { count, decimal, money } from '../shared/format.ts';
import type { FleetRow, MetricsReport, NanoUsd } from '../protocol.ts';

/** "76 successful, 5 failed, 3 cancelled": nobody cancelling is not news, nothing failing is. */
export function outcomes({ ok, failed, cancelled }: MetricsReport['requests']): string {
  const parts = [t`${count(ok)} successful`, t`${count(failed)} failed`];
  return [...parts, ...(cancelled > 0 ? [t`${count(cancelled)} cancelled`] : [])].join(', ');
}

/** The observed cost, or what it comes to for each: exact, at least, or a range. */
export function costInWords({
  observed,
  ceiling,
  atLeast,
}: {
  observed?: NanoUsd | undefined;
  ceiling?: NanoUsd | undefined;
  atLeast: boolean;
}): string | undefined {
  if (observed === undefined) return undefined;
  if (ceiling !== undefined && ceiling > observed && money(ceiling) !== money(observed)) {
    return `${atLeast ? '≥ ' : ''}${money(observed)} – ${money(ceiling)}`;
  }
  return `${atLeast ? '≥ ' : ''}${money(observed)}`;
}

/** What all of them cost as far as it is known; undefined where nothing is. */
export function sumOf(rows: readonly FleetRow[]): { known: number; atLeast: boolean } | undefined {
  const known = rows.flatMap(({ cost: { observed } }) => observed ?? []);
  if (known.length === 0 && rows.length > 0) return undefined;
  // A large fleet passes what a number adds up exactly.
  const sum = known.reduce((all, nano) => all + BigInt(nano), 0n);
  const atLeast = rows.some(
    ({ cost: { basis, observed, ceiling, atLeast: bound } }) =>
      // Billed by tokens, without a request there is no cost.
      (observed === undefined && basis !== 'tokens') ||
      bound ||
      (ceiling !== undefined && ceiling > (observed ?? 0)),
  );
  return { known: Number(sum), atLeast };
}

/** "tokensPerSecond", "latency_p50_ms" as a person reads them: "Tokens per second", "Latency P50 ms". */
export function worded(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_]+/)
    .map((word) =>
      /^(p\d+|[cg]pu|ttft|llm|http|url)$/i.test(word) ? word.toUpperCase() : word.toLowerCase(),
    );
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A figure without the digits that only a machine needs: "3.0291666 %" as "3 %". */
export function rounded(value: string): string {
  return value.replace(/^-?\d+\.\d{3,}/, (number) => decimal(Number(number)));
}
