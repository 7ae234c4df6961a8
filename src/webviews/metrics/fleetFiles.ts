/** The fleet table as files: filtered, in its order, every digit. Pure. */
import type { TimeWindow } from '../protocol.ts';
import { csv, dollars, instant } from './csv.ts';
import type { Cell } from './csv.ts';
import { units } from './export.ts';
import { hourly, placeOf, type Row } from './fleetRows.ts';

/** Each heading with what stands under it. People's sheets go by the order: a new one comes last. */
const columns: [heading: string, of: (row: Row) => Cell][] = [
  ['name', ({ deployment }) => deployment.name],
  ['platform', placeOf],
  ['status', ({ deployment }) => deployment.status],
  ['model', ({ deployment }) => deployment.model.name],
  ['requests', ({ measured }) => measured?.requests],
  ['success_rate', ({ measured }) => measured?.successRate],
  ['p95_ms', ({ measured }) => measured?.p95],
  ['tokens', ({ measured }) => measured?.tokens],
  ['cost_usd', ({ measured }) => dollars(measured?.cost.observed)],
  ['cost_at_most_usd', ({ measured }) => dollars(measured?.cost.ceiling)],
  ['cost_is_at_least', ({ measured }) => measured && String(measured.cost.atLeast)],
  ['usd_per_million_tokens', ({ measured }) => dollars(measured?.cost.perMillionTokens)],
  ['usd_per_million_tokens_at_most', ({ measured }) => dollars(measured?.cost.perMillionTokensAtMost)],
  ['idle_share', ({ measured }) => measured?.cost.idleShare],
  [
    'last_request',
    ({ measured }) => (measured?.lastRequestAt === undefined ? undefined : instant(measured.lastRequestAt)),
  ],
  ['usd_per_hour', (row) => dollars(hourly(row))],
];

export function fleetCsv(rows: readonly Row[]): string {
  return csv(
    columns.map(([heading]) => heading),
    rows.map((row) => columns.map(([, of]) => of(row))),
  );
}

export function fleetJson(rows: readonly Row[], window: TimeWindow): string {
  const file = {
    window: { from: instant(window.from), to: instant(window.to) },
    ...units,
    deployments: rows.map((row) => {
      const { name, status, model } = row.deployment;
      const described = { name, platform: placeOf(row), status, model: model.id, perHourNow: hourly(row) };
      return { ...described, measuredBySlipway: row.measured };
    }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
