import { t } from '@vscode/l10n';
import type { LogEntry, LogQuery } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { Insight } from '../deployments/insight.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { LogChannel } from './channel.ts';
import { described, logLines } from './logText.ts';

/** More than a person reads, and what a platform gives in one go. */
const limit = 20_000;

export interface LogRequest {
  query: LogQuery;
  follow: boolean;
  /** What parts and containers are called. */
  labels: ReadonlyMap<string, string>;
}

/** Writes what a log says into its channel. Never rejects: what goes wrong is a line there. */
export async function readLog(
  insight: Pick<Insight, 'logs' | 'follow'>,
  key: DeploymentKey,
  { query, follow, labels }: LogRequest,
  channel: LogChannel,
  signal: AbortSignal,
): Promise<void> {
  const what = described(query, labels);
  const about = what === '' ? '' : ` (${what})`;
  const write = (entries: readonly LogEntry[]): void =>
    channel.write(entries.flatMap((entry) => logLines(entry, labels)));
  try {
    if (follow) {
      channel.say(t`Following${about}. Stop it with the button in the status bar.`);
      for await (const entry of insight.follow(key, query, signal)) write([entry]);
      channel.say(signal.aborted ? t('Stopped following.') : t('The log has ended.'));
      return;
    }
    channel.say(t`Log${about}`);
    const entries = await insight.logs(key, { ...query, limit }, signal);
    write(entries);
    if (entries.length === 0) channel.say(t('There is nothing in the log.'));
    else if (entries.length >= limit) channel.say(t`These are the newest ${limit} lines; there are more.`);
    else channel.say(t('End of the log.'));
  } catch (error) {
    channel.say(failure(error, signal));
  }
}

function failure(error: unknown, signal: AbortSignal): string {
  const { code, data } = PlatformError.from(error);
  if (code === 'cancelled' || signal.aborted) return t('Stopped.');
  return [t('The log could not be read.'), data.message, data.hint].filter(Boolean).join(' ');
}
