/** Counts and sums in words. Pure. */
import { count, decimal } from '../format.ts';
import type { FleetRow, MetricsReport } from '../protocol.ts';

/** "76 successful, 5 failed, 3 cancelled": nobody cancelling is not news, nothing failing is. */
export function outcomes({ ok, failed, cancelled }: MetricsReport['requests']): string {
  const parts = [`${count(ok)} successful`, `${count(failed)} failed`];
  return [...parts, ...(cancelled > 0 ? [`${count(cancelled)} cancelled`] : [])].join(', ');
}

/** What all of them cost as far as it is known; undefined where nothing is. */
export function sumOf(rows: readonly FleetRow[]): { known: number; atLeast: boolean } | undefined {
  const known = rows.flatMap(({ cost: { observed } }) => observed ?? []);
  if (known.length === 0 && rows.length > 0) return undefined;
  const atLeast = rows.some(
    ({ cost: { observed, ceiling, atLeast: bound } }) =>
      observed === undefined || bound || (ceiling !== undefined && ceiling > observed),
  );
  return { known: known.reduce((sum, nano) => sum + nano, 0), atLeast };
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
