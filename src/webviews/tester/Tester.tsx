import { t } from '@vscode/l10n';
import { useEffect, useState } from 'preact/hooks';
import type { TesterState, TestForm } from '../protocol.ts';
import { useCommon } from '../ui/common.tsx';
import { Deletion, isDeleting } from '../ui/Deletion.tsx';
import { useDebounced } from '../ui/hooks.ts';
import { Panel } from '../ui/Panel.tsx';
import { StandingNote } from '../ui/StandingNote.tsx';
import { baseModel, comparable, nameOfPick } from './adapters.ts';
import { Answer } from './Answer.tsx';
import { Comparison } from './Comparison.tsx';
import { emptyForm, formOf, keepable, readForm, type Form } from './form.ts';
import { History } from './History.tsx';
import { lost, notAllowed, NotReady } from './NotReady.tsx';
import type { FetchFile } from './OutputParts.tsx';
import { RequestForm } from './RequestForm.tsx';
import { hideSecrets, secretsIn } from './secrets.ts';
import { TesterHead } from './TesterHead.tsx';
import { Unrouted } from './Unrouted.tsx';
import { useCompare } from './useCompare.ts';
import { useRun } from './useRun.ts';
import { useTestForm } from './useTestForm.ts';
import type { TesterHost } from './view.ts';

export function Tester({ host }: { host: TesterHost }) {
  return (
    <Panel
      name="tester"
      load={(signal) => host.rpc.call('load', undefined, { signal })}
      recovers={(_error, again) => host.rpc.on('standing', ({ state }) => state === 'good' && again())}
    >
      {(state) => <TesterBody host={host} state={state} />}
    </Panel>
  );
}

function TesterBody({ host, state }: { host: TesterHost; state: TesterState }) {
  const { rpc } = host;
  const [deployment, setDeployment] = useState(state.deployment);
  const [standing, setStanding] = useState(state.standing);
  const [history, setHistory] = useState(state.history);
  const { connect } = useCommon();
  useEffect(() => rpc.on('deployment', setDeployment), [rpc]);
  useEffect(() => rpc.on('standing', setStanding), [rpc]);
  useEffect(() => rpc.on('history', setHistory), [rpc]);
  const testForm = useTestForm(rpc, state, deployment);
  const { form, setForm, compare, setCompare } = useKept(host, state, testForm.form);
  const run = useRun(rpc, state.history[0]);
  const comparison = useCompare(rpc);

  const of = testForm.form;
  const present = standing.state === 'good';
  const refused = present ? notAllowed(deployment) : lost(standing);
  const comparing = compare.on && of.adapters !== undefined && comparable(of.adapters);
  const read = readForm(comparing ? { ...form, adapter: baseModel } : form, of);
  const missing =
    read.missing ?? (comparing && compare.picks.length < 2 ? t('Choose two adapters first.') : undefined);
  const running = run.running || comparison.running;
  const { request } = read;
  const send = (): void => {
    if (request === undefined || missing !== undefined || refused !== undefined || running) return;
    const secrets = secretsIn(request, of);
    if (!comparing) {
      run.start(request, secrets);
      return;
    }
    const targets = compare.picks.map((pick) => ({ pick, name: nameOfPick(pick, of.adapters) }));
    void comparison.start(request, targets, secrets);
  };
  const fetchFile: FetchFile = (url, signal) => rpc.call('file', { url }, { signal });

  return (
    <>
      <TesterHead deployment={deployment} present={present} />
      <div class="not-ready">
        <StandingNote standing={standing} connect={connect} />
        {present ? <Deletion deployment={deployment} /> : null}
      </div>
      {!present || refused === undefined || isDeleting(deployment) ? null : (
        <NotReady deployment={deployment} reason={refused} />
      )}
      {present ? <Unrouted deployment={deployment} /> : null}
      <div class="tester-columns">
        <RequestForm
          form={form}
          of={of}
          testForm={testForm}
          problems={read.problems}
          change={(part) => setForm((before) => ({ ...before, ...part }))}
          compare={compare}
          comparing={comparing}
          setCompare={setCompare}
          send={send}
          cancel={comparing ? comparison.cancel : run.cancel}
          running={running}
          blocked={refused ?? missing}
          snippet={(language) =>
            request === undefined
              ? Promise.reject(new Error(read.missing))
              : rpc.call('snippet', { request: hideSecrets(request, secretsIn(request, of)), language })
          }
        />
        {comparing ? (
          <Comparison {...comparison} deployment={deployment} fetchFile={fetchFile} />
        ) : (
          <Answer
            result={run.result}
            deployment={deployment}
            cancel={run.cancel}
            retry={refused === undefined ? send : undefined}
            fetchFile={fetchFile}
          />
        )}
        <History
          runs={history}
          shownId={comparing ? undefined : run.shownId}
          disabled={running}
          onShow={(shown) => {
            setCompare({ ...compare, on: false });
            run.show(shown);
          }}
          onUse={(used) => setForm({ ...formOf(used.request, of) })}
          onClear={() => {
            run.clear();
            rpc.call('clearHistory').then(
              () => setHistory([]),
              () => undefined, // The list stays as it is: the person sees that nothing was cleared.
            );
          }}
        />
      </div>
    </>
  );
}

/** What was typed, as it was before a reload; kept again whenever it stands still. */
function useKept(host: TesterHost, state: TesterState, of: TestForm) {
  const [form, setForm] = useState<Form>(() => ({
    ...emptyForm,
    ...formOf(state.form ?? {}, of),
    ...host.view.form,
  }));
  const [compare, setCompare] = useState(host.view.compare ?? { on: false, picks: [] });
  const settled = useDebounced(form, 300);
  const { key } = state.deployment;
  useEffect(
    () => host.keep({ key, view: { form: keepable(settled, of), compare } }),
    [host, settled, compare, key, of],
  );
  return { form, setForm, compare, setCompare };
}
