import type { TimeWindow } from '../../connectors/connector.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Count, Level, RequestSource, Rollup } from './history.ts';

/** Reads sums of one deployment once, where two parts of a report need the same ones. For as long as one `read` lasts. */
export class OnceRead implements RequestSource {
  readonly #source: RequestSource;
  readonly #read = new Map<string, Rollup[]>();

  constructor(source: RequestSource) {
    this.#source = source;
  }

  rollups(level: Level, window: TimeWindow, deployment?: DeploymentKey): Rollup[] {
    const rows = this.#source.rollups(level, window, deployment);
    this.#read.set(nameOf(level, window, deployment), rows);
    return rows;
  }

  counts(level: Level, window: TimeWindow, deployment?: DeploymentKey): readonly Count[] {
    return (
      this.#read.get(nameOf(level, window, deployment)) ?? this.#source.counts(level, window, deployment)
    );
  }

  requests(...asked: Parameters<RequestSource['requests']>): ReturnType<RequestSource['requests']> {
    return this.#source.requests(...asked);
  }

  tallies(...asked: Parameters<RequestSource['tallies']>): ReturnType<RequestSource['tallies']> {
    return this.#source.tallies(...asked);
  }

  kept(...asked: Parameters<RequestSource['kept']>): ReturnType<RequestSource['kept']> {
    return this.#source.kept(...asked);
  }

  last(): ReturnType<RequestSource['last']> {
    return this.#source.last();
  }
}

const nameOf = (level: Level, { from, to }: TimeWindow, deployment: DeploymentKey | undefined): string =>
  `${level} ${from} ${to} ${deployment ?? ''}`;
