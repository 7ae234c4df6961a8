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
  const nowRef = useRef({ ...ends, busy });
  useEffect(() => {
    nowRef.current = { ...ends, busy };
  });
  useEffect(
    () =>
      rpc.on('deployment', ({ key, draft, busy: next }) => {
        const { own, busy: before, arrive, fail } = nowRef.current;
        const now = !own && draft !== undefined && next?.action === 'deploy' ? next : undefined;
        setBusy(now);
        if (own || before === undefined || now !== undefined) return;
        if (draft === undefined) arrive(key);
        else fail(draft.problem ?? { code: 'cancelled', message: t('Cancelled.') });
      }),
    [rpc],
  );
  return busy;
}
