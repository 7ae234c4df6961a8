import type { LogEntry, LogFilters, LogQuery, Revision, TimeWindow } from '../../connectors/connector.ts';
import { isCancelled, PlatformError } from '../../connectors/errors.ts';
import type { PlatformReport } from '../metrics/types.ts';
import { absent, type Actions } from './actions.ts';
import type { DeploymentKey } from './types.ts';

/** What a platform tells of a deployment's past and use, asked each time. */
export class Insight {
  readonly #actions: Actions;

  constructor(actions: Actions) {
    this.#actions = actions;
  }

  async logs(key: DeploymentKey, query: LogQuery, signal?: AbortSignal): Promise<LogEntry[]> {
    const { connection, connector, id } = this.#actions.target(key);
    if (!connector.logs) throw absent(connection, 'logs');
    return connector.logs(id, query, signal);
  }

  /** Throws `unsupported` where the platform lets nobody follow. Ends when it is aborted, when the deployment is over, and when its platform is disconnected. */
  async *follow(key: DeploymentKey, query: LogQuery, signal: AbortSignal): AsyncIterable<LogEntry> {
    const { connection, connector, id } = this.#actions.target(key);
    if (!connector.follow) throw absent(connection, 'logs');
    yield* connector.follow(id, query, AbortSignal.any([signal, connection.life.signal]));
  }

  /** Undefined: its log cannot be narrowed. */
  async logFilters(key: DeploymentKey, signal?: AbortSignal): Promise<LogFilters | undefined> {
    const { connector, id } = this.#actions.target(key);
    return connector.logFilters?.(id, signal);
  }

  async revisions(key: DeploymentKey, signal?: AbortSignal): Promise<Revision[]> {
    const { connection, connector, id } = this.#actions.target(key);
    if (!connector.revisions) throw absent(connection, 'revisions');
    return connector.revisions(id, signal);
  }

  /** Rejects only when cancelled: a failure is `problem`, and where the platform counts nothing `absent` says why. */
  async report(key: DeploymentKey, window: TimeWindow, signal?: AbortSignal): Promise<PlatformReport> {
    try {
      const { connection, connector, id } = this.#actions.target(key);
      if (!connector.usage) return { absent: absent(connection, 'usage').message };
      return { usage: await connector.usage(id, window, signal) };
    } catch (error) {
      const failure = PlatformError.from(error);
      if (isCancelled(error)) throw failure;
      // Not a failure: nothing is counted for this one, and trying again changes nothing.
      if (failure.code === 'unsupported') return { absent: failure.message };
      return { problem: failure.data };
    }
  }
}
