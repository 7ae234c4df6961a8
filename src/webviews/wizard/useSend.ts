import { useEffect, useRef, useState } from 'preact/hooks';
import { PlatformError, type ErrorData } from '../../connectors/errors.ts';
import type { Host } from '../host.ts';
import type { DeploymentKey, DeploymentView, WizardCalls, WizardEvents, WizardState } from '../protocol.ts';
import { useDebounced } from '../ui/hooks.ts';
import { DraftSaver } from './drafts.ts';
import type { WizardView } from './steps.ts';
import { keepable, type WizardModel } from './useWizard.ts';

export type WizardHost = Host<WizardCalls, WizardEvents, WizardView>;

interface Sent {
  key: DeploymentKey;
  sent: WizardView['sent'];
}

/**
 * Keeping the draft, and sending it. A draft is made once something was typed or set, or is up for review: who
 * only looks at a model and closes the panel leaves nothing behind.
 */
export function useSend(host: WizardHost, { mode }: WizardState, wizard: WizardModel, reviewing: boolean) {
  const { rpc } = host;
  const { spec, editing, situation } = wizard;
  const platform = situation.platform?.id;
  const [saver] = useState(() => new DraftSaver(rpc, mode.kind === 'create' ? mode.draft : undefined));
  const [saved, setSaved] = useState(mode.kind === 'create' ? savedOf(mode.draft) : undefined);
  const [saveProblem, setSaveProblem] = useState<ErrorData>();
  const [steps, setSteps] = useState<string[]>([]);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState(mode.kind === 'create' ? mode.draft?.problem : undefined);
  const [sent, setSent] = useState<Sent | undefined>(() => restored(host, mode));
  const [deployment, setDeployment] = useState<DeploymentView | undefined>(editing);

  useEffect(() => rpc.on('progress', ({ step }) => setSteps((before) => [...before, step])), [rpc]);
  useEffect(() => rpc.on('deployment', setDeployment), [rpc]);

  const settled = useDebounced(spec, 600);
  const idle = mode.kind === 'create' && !running && sent === undefined;
  const worthKeeping = saved !== undefined || wizard.touched || reviewing;
  const { form } = situation;
  const keptRef = useRef(true);
  useEffect(() => {
    if (keptRef.current && sent === undefined) host.keep({ view: { form: keepable(form) } });
  }, [host, form, sent]);
  useEffect(() => {
    if (
      !idle ||
      !worthKeeping ||
      settled === undefined ||
      platform === undefined ||
      saver.isSaved(platform, settled)
    )
      return;
    saver.save(platform, settled).then(
      (draft) => {
        setSaved(savedOf(draft));
        setSaveProblem(undefined);
        host.keep({ draftId: draft.id });
      },
      (problem: unknown) => setSaveProblem(PlatformError.from(problem).data),
    );
  }, [idle, worthKeeping, settled, platform, saver, host]);

  const deliver = async (): Promise<DeploymentKey> => {
    if (editing !== undefined) {
      const change = situation.change ?? {};
      await rpc.call('update', { key: editing.key, change }, { timeoutMs: 0 });
      return editing.key;
    }
    if (spec === undefined || platform === undefined) throw new Error('There is nothing to send yet.');
    const draft = await saver.save(platform, spec);
    host.keep({ draftId: draft.id });
    // It ends when the platform has answered: a limit of time here would only hide the answer.
    const { key } = await rpc.call('deploy', { draftId: draft.id }, { timeoutMs: 0 });
    return key;
  };

  const send = (): void => {
    setSteps([]);
    setError(undefined);
    setRunning(true);
    deliver()
      .then(
        (key) => {
          // At once: an effect of an earlier rendering must not bring the form back.
          keptRef.current = false;
          const outcome = { name: situation.form.name, edited: editing !== undefined };
          setSent({ key, sent: outcome });
          host.keep({ key, draftId: undefined, done: true, view: { sent: outcome, form: undefined } });
        },
        (problem: unknown) => setError(PlatformError.from(problem).data),
      )
      .finally(() => setRunning(false));
  };

  const discard = (): void => {
    if (saved === undefined) return;
    rpc
      .call('discardDraft', { id: saved.id })
      .then(() => rpc.call('closePanel'))
      .catch((problem: unknown) => setSaveProblem(PlatformError.from(problem).data));
  };

  return { saved, saveProblem, steps, running, error, sent, deployment, send, discard };
}

function savedOf(draft: { id: string; updatedAt: number } | undefined) {
  return draft === undefined ? undefined : { id: draft.id, at: draft.updatedAt };
}

/** After a reload the host opens what was sent as an existing deployment. */
function restored(host: WizardHost, mode: WizardState['mode']): Sent | undefined {
  const { sent } = host.view;
  return mode.kind === 'edit' && sent !== undefined ? { key: mode.deployment.key, sent } : undefined;
}
