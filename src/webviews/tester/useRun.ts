import { useEffect, useRef, useState } from 'preact/hooks';
import { PlatformError, isCancelled } from '../../connectors/errors.ts';
import type { InvokeRequest, TestRun } from '../protocol.ts';
import { begin, next, resultOf, type Result } from './result.ts';
import type { TesterRpc } from './view.ts';

/**
 * Runs one test at a time and holds what it shows, at first the last one that there was; `show` puts an
 * earlier one in its place.
 */
export function useRun(rpc: TesterRpc, last: TestRun | undefined) {
  const [result, setResult] = useState<Result | undefined>(() => last && resultOf(last));
  const [shownId, setShownId] = useState(last?.id);
  const controllerRef = useRef<AbortController | null>(null);
  const cancelledRef = useRef(false);

  useEffect(
    () =>
      rpc.on('invoke', (event) => {
        // After the end, or beside an earlier test that is shown, an event has nothing to add to.
        setResult((before) => (before?.outcome === 'running' ? next(before, event) : before));
      }),
    [rpc],
  );

  useEffect(
    () =>
      rpc.on('history', ([latest]) => {
        // A cancelled call ends without an answer: what was recorded of it comes this way.
        if (!cancelledRef.current || latest?.sample.outcome !== 'cancelled') return;
        cancelledRef.current = false;
        setShownId(latest.id);
        setResult((live) => resultOf(latest, live));
      }),
    [rpc],
  );

  const start = (request: InvokeRequest, secrets: readonly string[]): void => {
    const controller = new AbortController();
    controllerRef.current = controller;
    cancelledRef.current = false;
    setShownId(undefined);
    setResult(begin(request, secrets));
    rpc.call('run', request, { signal: controller.signal, timeoutMs: 0 }).then(
      (run) => {
        setShownId(run.id);
        setResult((live) => resultOf(run, live));
      },
      (error: unknown) => {
        cancelledRef.current = isCancelled(error);
        setResult((live) => {
          const before = live ?? begin(request, secrets);
          if (isCancelled(error)) return { ...before, outcome: 'cancelled' };
          return { ...before, outcome: 'error', error: PlatformError.from(error).data };
        });
      },
    );
  };

  return {
    result,
    shownId,
    running: result?.outcome === 'running',
    start,
    cancel: () => controllerRef.current?.abort(),
    show: (run: TestRun) => {
      cancelledRef.current = false;
      setShownId(run.id);
      setResult(resultOf(run));
    },
    clear: () => {
      setShownId(undefined);
      setResult(undefined);
    },
  };
}
