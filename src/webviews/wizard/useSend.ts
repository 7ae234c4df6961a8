import { t } from '@vscode/l10n';
import { useEffect, useState } from 'preact/hooks';
import { PlatformError, type ErrorData } from '../../connectors/errors.ts';
import type { DeploymentKey, DeploymentView, WizardState } from '../protocol.ts';
import type { WizardHost } from './drafts.ts';
import { noProgress, withStep } from './progress.ts';
import type { WizardView } from './steps.ts';
import { useDraft } from './useDraft.ts';
import { useUnderway } from './useUnderway.ts';
import type { WizardModel } from './useWizard.ts';

interface Sent {
  key: DeploymentKey;
  sent: WizardView['sent'];
}

interface SendOptions {
  reviewing: boolean;
  /** Leads back to what was sent. */
  failed: () => void;
}

/** Sending what was configured, and what comes of it. */
export function useSend(
  host: WizardHost,
  { mode }: WizardState,
  wizard: WizardModel,
  { reviewing, failed }: SendOptions,
) {
  const { rpc } = host;
  const { editing, situation } = wizard;
  const [progress, setProgress] = useState(noProgress);
  /** When this page sent it, ms since epoch; undefined = it has nothing under way. */
  const [sentAt, setSentAt] = useState<number>();
  const [error, setError] = useState(mode.kind === 'create' ? mode.draft?.problem : undefined);
  /** How often: what was planned holds no more after each. */
  const [failures, setFailures] = useState(0);
  const [cancelling, setCancelling] = useState(false);
  const [sent, setSent] = useState<Sent | undefined>(() => restored(host, mode));
  const [deployment, setDeployment] = useState<DeploymentView | undefined>(editing);
  const over = sentAt !== undefined || sent !== undefined;
  const draft = useDraft(host, mode, wizard, { reviewing, over });

  useEffect(() => rpc.on('progress', ({ step }) => setProgress((before) => withStep(before, step))), [rpc]);
  useEffect(() => rpc.on('deployment', setDeployment), [rpc]);

  const arrive = (key: DeploymentKey): void => {
    draft.forget();
    const outcome = { name: situation.form.name, edited: editing !== undefined };
    setSent({ key, sent: outcome });
    host.keep({ key, draftId: undefined, done: true, view: { sent: outcome, form: undefined } });
  };

  const fail = (problem: ErrorData): void => {
    setError(problem);
    setCancelling(false);
    setFailures((before) => before + 1);
    failed();
  };
  const underway = useUnderway(rpc, { own: over, arrive, fail });
  const since = sentAt ?? underway?.since;
  /** It takes minutes. */
  const long = situation.platform?.deploys === 'cancellable' && editing === undefined;

  const deliver = async (): Promise<DeploymentKey> => {
    // It ends when the platform has answered: a limit of time here would only hide the answer.
    if (editing === undefined) {
      const draftId = await draft.save();
      const { key } = await rpc.call('deploy', { draftId }, { timeoutMs: 0 });
      return key;
    }
    const change = situation.change ?? {};
    await rpc.call('update', { key: editing.key, change }, { timeoutMs: 0 });
    return editing.key;
  };

  const send = (): void => {
    setProgress(noProgress);
    setError(undefined);
    setSentAt(Date.now());
    deliver()
      .then(arrive, (problem: unknown) => fail(PlatformError.from(problem).data))
      .finally(() => setSentAt(undefined));
  };

  const { saved } = draft;
  const cancel = (): void => {
    if (saved === undefined) return;
    setCancelling(true);
    rpc.call('cancelDeploy', { draftId: saved.id }, { timeoutMs: 0 }).catch((problem: unknown) => {
      // It goes on: the log says so, since the deploy itself has not failed.
      setCancelling(false);
      setProgress((before) => withStep(before, notCancelled(PlatformError.from(problem))));
    });
  };

  return {
    ...draft,
    progress: underway === undefined ? progress : withStep(progress, underway.step),
    since,
    running: since !== undefined,
    error,
    failures,
    sent,
    deployment,
    send,
    cancelling,
    long,
    /** What another window sends is that window's to call off. */
    cancel: long && (underway === undefined || underway.cancellable) ? cancel : undefined,
  };
}

const notCancelled = ({ message }: PlatformError): string => t`It could not be cancelled. ${message}`;

/** After a reload the host opens what was sent as an existing deployment. */
function restored(host: WizardHost, mode: WizardState['mode']): Sent | undefined {
  const { sent } = host.view;
  return mode.kind === 'edit' && sent !== undefined ? { key: mode.deployment.key, sent } : undefined;
}
