import { useEffect, useRef, useState } from 'preact/hooks';
import { PlatformError, type ErrorData } from '../../connectors/errors.ts';
import type { WizardState } from '../protocol.ts';
import { useDebounced } from '../ui/hooks.ts';
import { DraftSaver, type WizardHost } from './drafts.ts';
import { keepable, type WizardModel } from './useWizard.ts';

interface DraftOptions {
  /** It is up for review. */
  reviewing: boolean;
  /** It is being sent, or was. */
  over: boolean;
}

/**
 * Keeping the draft. One is made once something was typed or set, or is up for review: who only looks at a model
 * and closes the panel leaves nothing behind.
 */
export function useDraft(
  host: WizardHost,
  mode: WizardState['mode'],
  wizard: WizardModel,
  { reviewing, over }: DraftOptions,
) {
  const { rpc } = host;
  const { spec, situation } = wizard;
  const platform = situation.platform?.id;
  const first = mode.kind === 'create' ? mode.draft : undefined;
  const [saver] = useState(() => new DraftSaver(rpc, first, host.data.draftId));
  const [saved, setSaved] = useState(savedOf(first));
  const [saveProblem, setSaveProblem] = useState<ErrorData>();

  const settled = useDebounced(spec, 600);
  const idle = mode.kind === 'create' && !over;
  const worthKeeping = saved !== undefined || wizard.touched || reviewing;
  const { form } = situation;
  const keptRef = useRef(true);
  useEffect(() => {
    if (keptRef.current && !over) host.keep({ view: { form: keepable(form) } });
  }, [host, form, over]);
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

  /** As it is to be sent: the id of what is saved. */
  const save = async (): Promise<string> => {
    if (spec === undefined || platform === undefined) throw new Error('There is nothing to send yet.');
    const draft = await saver.save(platform, spec);
    setSaved(savedOf(draft));
    host.keep({ draftId: draft.id });
    return draft.id;
  };

  const discard = (): void => {
    if (saved === undefined) return;
    rpc
      .call('discardDraft', { id: saved.id })
      .then(() => rpc.call('closePanel'))
      .catch((problem: unknown) => setSaveProblem(PlatformError.from(problem).data));
  };

  return {
    saved,
    saveProblem,
    save,
    discard,
    /** At once: an effect of an earlier rendering must not bring the form back. */
    forget: () => {
      keptRef.current = false;
    },
  };
}

function savedOf(draft: { id: string; updatedAt: number } | undefined) {
  return draft === undefined ? undefined : { id: draft.id, at: draft.updatedAt };
}
