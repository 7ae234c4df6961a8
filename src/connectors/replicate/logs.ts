import { t } from '@vscode/l10n';
import type { LogEntry } from '../connector.ts';
import { fixed } from '../locale.ts';
import { wordTable } from '../word-table.ts';
import type { Deployments } from './deployments.ts';
import { keyOf, predictionPath } from './ids.ts';
import type { Key } from './ids.ts';
import { getPrediction } from './predictions.ts';
import { isOver, toRun } from './runs.ts';
import { scan } from './scan.ts';
import { sentence } from './units.ts';
import type { WirePrediction } from './wire.ts';

const hour = 60 * 60_000;
const pages = 3;
const usual = 100;
/** Lists may leave logs out; so many are then asked for one by one. */
const mostRead = 20;
const longest = 20_000;

/**
 * The recent predictions with their logs: a deployment has no log of its own, and those of predictions are
 * deleted after about an hour (replicate.com/docs/topics/predictions/data-retention).
 */
export async function readLogs(
  deployments: Deployments,
  key: Key,
  query: { since?: number; limit?: number },
  signal?: AbortSignal,
): Promise<LogEntry[]> {
  const { api, own } = deployments;
  const now = api.clock.now();
  const window = { from: Math.max(query.since ?? 0, now - hour), to: now + hour };
  const ids = new Set(own.of(keyOf(key)).map(({ id }) => id));
  const { runs } = await scan(api, key, window, ids, pages, signal);
  const entries: LogEntry[] = [];
  let read = 0;
  for (const run of runs.slice(0, query.limit ?? usual)) {
    const bare = run.logs === undefined && !run.data_removed && isOver(run.status);
    const whole =
      bare && read++ < mostRead
        ? await getPrediction(api, predictionPath(run.id), signal).then(({ wire }) => wire)
        : run;
    entries.push(toEntry(whole, api.redact));
  }
  return entries;
}

const levels = wordTable<LogEntry['level']>({ failed: 'error', canceled: 'warn', aborted: 'warn' });

function toEntry(wire: WirePrediction, redact: (text: string) => string): LogEntry {
  const { predict, total } = toRun(wire);
  const took = predict ?? total;
  const words = [
    t`Prediction ${wire.id} ${verb(wire.status)}`,
    ...(took === undefined ? [] : [t`in ${fixed(took / 1000, 1)} s`]),
  ].join(' ');
  const error = typeof wire.error === 'string' ? ` ${sentence(redact(wire.error))}` : '';
  const removed = wire.data_removed ? t(' Its log was deleted.') : '';
  return {
    id: wire.id,
    at: wire.created_at ?? 0,
    level: levels[wire.status] ?? 'info',
    type: `prediction.${wire.status}`,
    message: `${words}.${error}${removed}`,
    ...(wire.logs === undefined ? {} : { excerpt: redact(wire.logs).slice(-longest) }),
  };
}

function verb(status: string): string {
  switch (status) {
    case 'starting':
      return t('waits for an instance');
    case 'processing':
      return t('is running');
    case 'canceled':
      return t('was cancelled');
    case 'aborted':
      return t('never started before its deadline');
    default:
      return status;
  }
}
