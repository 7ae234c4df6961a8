/** The fleet table as files: filtered, in its order, every digit. Pure. */
import type { TimeWindow } from '../protocol.ts';
import { csv, dollars, instant } from './csv.ts';
import { units } from './export.ts';
import { hourly, placeOf, type Row } from './fleetRows.ts';

const headings = [
  ...['name', 'platform', 'status', 'model', 'requests', 'success_rate', 'p95_ms', 'tokens'],
  ...['cost_usd', 'cost_at_most_usd', 'cost_is_at_least', 'usd_per_million_tokens', 'idle_share'],
  ...['last_request', 'usd_per_hour'],
];

export function fleetCsv(rows: readonly Row[]): string {
  return csv(
    headings,
    rows.map((row) => {
      const { deployment, measured } = row;
      const cost = measured?.cost;
      return [
        ...[deployment.name, placeOf(row), deployment.status, deployment.model.name],
        ...[measured?.requests, measured?.successRate, measured?.p95, measured?.tokens],
        ...[dollars(cost?.observed), dollars(cost?.ceiling), cost && String(cost.atLeast)],
        ...[dollars(cost?.perMillionTokens), cost?.idleShare],
        measured?.lastRequestAt === undefined ? undefined : instant(measured.lastRequestAt),
        dollars(hourly(row)),
      ];
    }),
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
