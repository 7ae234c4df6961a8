import { useEffect, useState } from 'preact/hooks';
import type { Host } from '../host.ts';
import type { DeploymentView, Standing, TesterCalls, TesterEvents, TesterState } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { useDebounced } from '../ui/hooks.ts';
import { StatusMark, Waiting } from '../ui/marks.tsx';
import { LoadError, StandingNote } from '../ui/StandingNote.tsx';
import { useResource } from '../ui/useResource.ts';
import { Answer } from './Answer.tsx';
import { emptyForm, formOf, requestOf, type Form } from './form.ts';
import { History } from './History.tsx';
import { RequestForm } from './RequestForm.tsx';
import { Unrouted } from './Unrouted.tsx';
import { useRun } from './useRun.ts';

export type TesterHost = Host<TesterCalls, TesterEvents, Form>;

export function Tester({ host }: { host: TesterHost }) {
  const state = useResource('state', (signal) => host.rpc.call('load', undefined, { signal }));
  const { connect } = useCommon();
  const { error, reload } = state;
  useEffect(
    () => host.rpc.on('standing', ({ state: now }) => error !== undefined && now === 'good' && reload()),
    [host, error, reload],
  );
  return (
    <main class="panel tester">
      {error === undefined ? null : <LoadError error={error} retry={reload} connect={connect} />}
      {state.value === undefined ? (
        state.loading ? (
          <Waiting>Opening…</Waiting>
        ) : null
      ) : (
        <TesterBody host={host} state={state.value} />
      )}
    </main>
  );
}

function TesterBody({ host, state }: { host: TesterHost; state: TesterState }) {
  const { rpc } = host;
  const [deployment, setDeployment] = useState(state.deployment);
  const [standing, setStanding] = useState(state.standing);
  const { connect } = useCommon();
  const [history, setHistory] = useState(state.history);
  const [form, setForm] = useState<Form>({ ...emptyForm, ...formOf(state.form ?? {}), ...host.view });
  const run = useRun(rpc, state.history[0]);
  useEffect(() => rpc.on('deployment', setDeployment), [rpc]);
  useEffect(() => rpc.on('standing', setStanding), [rpc]);
  useEffect(() => rpc.on('history', setHistory), [rpc]);

  const settled = useDebounced(form, 300);
  useEffect(() => host.keep({ key: state.deployment.key, view: settled }), [host, settled, state]);

  const present = standing.state === 'good';
  const refused = present ? notAllowed(deployment) : lost(standing);
  const request = requestOf(form);
  const send = (): void => {
    if (request !== undefined && refused === undefined && !run.running) run.start(request);
  };

  return (
    <>
      <header class="panel-head">
        <div>
          <h1>Test {deployment.name}</h1>
          <p>
            <span>{deployment.model.name} ·</span>
            {present ? <StatusMark status={deployment.status} /> : <span>status unknown</span>}
            {present && deployment.stale ? (
              <span>· could not be read again just now: this may be out of date</span>
            ) : null}
          </p>
        </div>
      </header>
      {present ? null : (
        <div class="not-ready">
          <StandingNote standing={standing} connect={connect} />
        </div>
      )}
      {!present || refused === undefined ? null : <NotReady deployment={deployment} reason={refused} />}
      {present ? <Unrouted deployment={deployment} /> : null}
      <div class="tester-columns">
        <RequestForm
          form={form}
          change={(part) => setForm((before) => ({ ...before, ...part }))}
          adapters={state.adapters}
          send={send}
          cancel={run.cancel}
          running={run.running}
          blocked={refused ?? (request === undefined ? missing(form) : undefined)}
          snippet={(language) =>
            request === undefined
              ? Promise.reject(new Error('Write a prompt first.'))
              : rpc.call('snippet', { request, language })
          }
        />
        <Answer
          result={run.result}
          deployment={deployment}
          retry={refused === undefined ? send : undefined}
        />
        <History
          runs={history}
          shownId={run.shownId}
          disabled={run.running}
          onShow={run.show}
          onUse={(used) => setForm(formOf(used.request))}
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

const notAllowed = ({ allowed: { test } }: DeploymentView): string | undefined =>
  test === true ? undefined : test.no;

function lost(standing: Standing): string {
  return 'platformName' in standing
    ? `Connect ${standing.platformName} first.`
    : 'This deployment is not there any more.';
}

function missing(form: Form): string {
  return form.prompt.trim() === '' ? 'Write a prompt first.' : 'Correct the marked settings first.';
}

function NotReady({ deployment, reason }: { deployment: DeploymentView; reason: string }) {
  const { action } = useCommon();
  const { allowed, busy, key } = deployment;
  return (
    <div class="not-ready">
      <Callout
        level="warning"
        title="It cannot be tested now."
        actions={
          allowed.start === true && busy === undefined ? (
            <Button icon="play" onClick={() => action(key, 'start')}>
              Start it…
            </Button>
          ) : undefined
        }
      >
        <p>{reason}</p>
        {busy === undefined ? null : <Waiting>{busy.step}</Waiting>}
      </Callout>
    </div>
  );
}
