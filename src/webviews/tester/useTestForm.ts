import { useEffect, useRef, useState } from 'preact/hooks';
import { PlatformError, isCancelled } from '../../connectors/errors.ts';
import type { DeploymentView, ErrorData, TestForm, TesterState } from '../protocol.ts';
import type { TesterRpc } from './view.ts';

export interface TestFormNow {
  form: TestForm;
  problem: ErrorData | undefined;
  retry: () => void;
}

/** What the deployment takes: asked again by hand after a failure, and by itself once it runs other than before. */
export function useTestForm(rpc: TesterRpc, state: TesterState, deployment: DeploymentView): TestFormNow {
  const [form, setForm] = useState(state.testForm);
  const [problem, setProblem] = useState(state.formProblem);
  const [turn, setTurn] = useState(0);
  const { model, status, config } = deployment;
  const about = `${String(turn)} ${model.id} ${status} ${JSON.stringify(config)}`;
  const knownRef = useRef(about);
  useEffect(() => {
    if (knownRef.current === about) return;
    knownRef.current = about;
    const controller = new AbortController();
    rpc.call('testForm', undefined, { signal: controller.signal }).then(
      (next) => {
        setForm(next);
        setProblem(undefined);
      },
      (error: unknown) => {
        // What was known stays: it is nearer to the truth than the plain form.
        if (!isCancelled(error)) setProblem(PlatformError.from(error).data);
      },
    );
    return () => controller.abort();
  }, [rpc, about]);
  return { form, problem, retry: () => setTurn((before) => before + 1) };
}
