import { isCancelled, PlatformError } from '../errors.ts';
import type { ModalApi } from './api.ts';
import { verdictOf } from './endpoint-mapping.ts';
import { hasEnded } from './rows.ts';
import type { Row } from './rows.ts';
import { appState, endpointEnded } from './states.ts';
import { timeOf } from './units.ts';

/** About as long as Modal itself lists what was stopped. */
const shownFor = 2 * 3_600_000;

/**
 * What was in the list and is not any more. Modal leaves stopped apps out after a while: each is asked about once,
 * shown as stopped for some time, then dropped.
 */
export class Departures {
  readonly #api: ModalApi;
  /** When it was learnt that it has ended. */
  readonly #endedAt = new Map<string, number>();

  constructor(api: ModalApi) {
    this.#api = api;
  }

  /** Whether an ended one still concerns anybody. */
  interested(row: Row | undefined): boolean {
    if (!row) return false;
    const now = this.#api.clock.now();
    const since = this.#endedAt.get(row.id) ?? now;
    this.#endedAt.set(row.id, since);
    return now - since < shownFor;
  }

  async settle(
    gone: readonly Row[],
    replaced: (row: Row) => boolean,
    signal?: AbortSignal,
  ): Promise<{ row: Row; unsure: boolean }[]> {
    const settled: { row: Row; unsure: boolean }[] = [];
    let share = this.#api.budget.share;
    for (const row of gone) {
      if (replaced(row)) continue;
      const over = isOver(row);
      // Those for which it is too much now are asked about in the next rounds.
      const next = over || share-- <= 0 ? { row, unsure: !over } : await this.#ask(row, signal);
      if (!next) continue;
      if (next.unsure || this.interested(next.row)) settled.push(next);
      else this.#endedAt.delete(row.id);
    }
    return settled;
  }

  async #ask(row: Row, signal?: AbortSignal): Promise<{ row: Row; unsure: boolean } | undefined> {
    try {
      return row.kind === 'app' ? await this.#askApp(row, signal) : await this.#askEndpoint(row, signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      const unknown = error instanceof PlatformError && error.code === 'not-found';
      return unknown ? undefined : { row, unsure: true };
    }
  }

  async #askApp(row: Extract<Row, { kind: 'app' }>, signal?: AbortSignal) {
    const { lifecycle } = await this.#api.call('appGetLifecycle', { appId: row.id }, { signal });
    const state = lifecycle?.appState ?? 0;
    if (!hasEnded(state)) return { row, unsure: true };
    return { row: stoppedApp(row, state, timeOf(lifecycle?.stoppedAt)), unsure: false };
  }

  async #askEndpoint(row: Extract<Row, { kind: 'endpoint' }>, signal?: AbortSignal) {
    const { lifecycle } = await this.#api.call('endpointGetLifecycle', { endpointId: row.id }, { signal });
    const status: number | undefined = lifecycle?.status;
    if (status !== endpointEnded) return { row, unsure: true };
    return { row: stoppedEndpoint(row), unsure: false };
  }
}

export function stoppedApp(
  row: Extract<Row, { kind: 'app' }>,
  state: number = appState.stopped,
  stoppedAt = row.stoppedAt,
): Extract<Row, { kind: 'app' }> {
  return { ...row, state, stoppedAt, tasks: { ready: 0, all: 0 } };
}

export function stoppedEndpoint(row: Extract<Row, { kind: 'endpoint' }>): Extract<Row, { kind: 'endpoint' }> {
  return { ...row, word: 'stopped', tasks: { ready: 0, all: 0 } };
}

function isOver(row: Row): boolean {
  return row.kind === 'app' ? hasEnded(row.state) : verdictOf(row).status === 'stopped';
}
