import { useEffect, useRef, useState } from 'preact/hooks';
import { PlatformError, isCancelled } from '../../connectors/errors.ts';
import type { InvokeRequest } from '../protocol.ts';
import { namedIn, type AdapterPick } from './adapters.ts';
import { begin, next, resultOf, type Running } from './result.ts';
import type { TesterRpc } from './view.ts';

export interface Column {
  pick: AdapterPick;
  name: string;
  /** Absent: its turn has not come; with `skipped` it never will. */
  result?: Running;
  skipped?: true;
}

/** One request to several adapters of one deployment, one after the other; each is a test of its own. */
export function useCompare(rpc: TesterRpc) {
  const [columns, setColumns] = useState<Column[]>([]);
  const [running, setRunning] = useState(false);
  const atRef = useRef(0);
  const controllerRef = useRef<AbortController | null>(null);

  const update = (at: number, change: (before: Running) => Running): void =>
    setColumns((before) =>
      before.map((column, index) =>
        index === at && column.result !== undefined ? { ...column, result: change(column.result) } : column,
      ),
    );

  useEffect(
    () =>
      rpc.on('invoke', (event) =>
        update(atRef.current, (before) => (before.outcome === 'running' ? next(before, event) : before)),
      ),
    [rpc],
  );
  useEffect(() => () => controllerRef.current?.abort(), []);

  const ask = async (at: number, request: InvokeRequest, secrets: readonly string[], signal: AbortSignal) => {
    atRef.current = at;
    setColumns((before) =>
      before.map((column, index) => (index === at ? { ...column, result: begin(request, secrets) } : column)),
    );
    try {
      const run = await rpc.call('run', request, { signal, timeoutMs: 0 });
      update(at, (live) => resultOf(run, live));
    } catch (error) {
      update(at, (live) =>
        isCancelled(error)
          ? { ...live, outcome: 'cancelled' }
          : { ...live, outcome: 'error', error: PlatformError.from(error).data },
      );
    }
  };

  const start = async (
    { adapter: _, adapterSource: __, ...request }: InvokeRequest,
    targets: readonly Pick<Column, 'pick' | 'name'>[],
    secrets: readonly string[],
  ): Promise<void> => {
    const controller = new AbortController();
    controllerRef.current = controller;
    setColumns([...targets]);
    setRunning(true);
    for (const [at, { pick }] of targets.entries()) {
      // One that fails says so in its own column; only the person ends the rest.
      if (controller.signal.aborted) break;
      await ask(at, { ...request, ...namedIn(pick) }, secrets, controller.signal);
    }
    setColumns((before) =>
      before.map((column) => (column.result === undefined ? { ...column, skipped: true } : column)),
    );
    setRunning(false);
  };

  return { columns, running, start, cancel: () => controllerRef.current?.abort() };
}
