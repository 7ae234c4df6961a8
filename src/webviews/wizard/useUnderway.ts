import { t } from '@vscode/l10n';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Busy, DeploymentKey, ErrorData } from '../protocol.ts';
import type { WizardRpc } from './drafts.ts';

interface Ends {
  /** This page sent it itself, and hears of its end by the answer. */
  own: boolean;
  arrive: (key: DeploymentKey) => void;
  fail: (error: ErrorData) => void;
}

/**
 * A deploy that was sent before this page was made anew: the editor makes a page each time that it comes into
 * view, and a build takes longer than a person stays. Its end is told by the row alone.
 */
export function useUnderway(rpc: WizardRpc, ends: Ends): Busy | undefined {
  const [busy, setBusy] = useState<Busy>();
  const endsRef = useRef(ends);
  useEffect(() => {
    endsRef.current = ends;
  });
  useEffect(() => {
    // Not the state: two events can come before it is drawn.
    let before: Busy | undefined;
    return rpc.on('deployment', ({ key, draft, busy: next }) => {
      const { own, arrive, fail } = endsRef.current;
      const now = !own && draft !== undefined && next?.action === 'deploy' ? next : undefined;
      const ended = before !== undefined && now === undefined;
      before = now;
      setBusy(now);
      if (own || !ended) return;
      if (draft === undefined) arrive(key);
      else fail(draft.problem ?? { code: 'cancelled', message: t('Cancelled.') });
    });
  }, [rpc]);
  return busy;
}
