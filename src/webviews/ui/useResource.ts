import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { PlatformError, isCancelled, type ErrorData } from '../../connectors/errors.ts';

export interface Resource<T> {
  /** The latest value; while another key loads, undefined unless `keep`. */
  value: T | undefined;
  error: ErrorData | undefined;
  loading: boolean;
  /** When the value came, ms since epoch. */
  at: number | undefined;
  reload: () => void;
}

interface Settled<T> {
  request: string | undefined;
  value?: T | undefined;
  error?: ErrorData;
  at?: number;
}

/**
 * Asks whenever `key` changes; `undefined` = nothing to ask. An answer that a newer question has overtaken is
 * aborted and never shown. With `keep`, the previous value stays until the next one is there.
 */
export function useResource<T>(
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<T>,
  { keep = false }: { keep?: boolean } = {},
): Resource<T> {
  const [settled, setSettled] = useState<Settled<T>>({ request: undefined });
  const [generation, setGeneration] = useState(0);
  const loadRef = useRef(load);
  useEffect(() => {
    loadRef.current = load;
  });

  const request = key === undefined ? undefined : `${String(generation)}:${key}`;
  useEffect(() => {
    if (request === undefined) return;
    const controller = new AbortController();
    const { signal } = controller;
    loadRef.current(signal).then(
      (value) => {
        if (!signal.aborted) setSettled({ request, value, at: Date.now() });
      },
      (error: unknown) => {
        if (signal.aborted || isCancelled(error)) return;
        setSettled((before) => ({ ...before, request, error: PlatformError.from(error).data }));
      },
    );
    return () => controller.abort();
  }, [request]);

  const reload = useCallback(() => setGeneration((before) => before + 1), []);
  const current = settled.request === request;
  const sameKey = request !== undefined && settled.request?.split(':').slice(1).join(':') === key;
  return {
    value: current || keep || sameKey ? settled.value : undefined,
    error: current ? settled.error : undefined,
    loading: request !== undefined && !current,
    at: settled.at,
    reload,
  };
}
