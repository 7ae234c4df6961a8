import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { perHour } from '../format.ts';
import type { Plan, WizardState } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { Callout, ErrorCallout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { Waiting } from '../ui/marks.tsx';
import { LoadError, StandingNote } from '../ui/StandingNote.tsx';
import { Ago } from '../ui/time.tsx';
import { useResource } from '../ui/useResource.ts';
import { Outcome, ProgressList } from './Outcome.tsx';
import { PriceBar } from './PriceBar.tsx';
import { StepBody } from './StepBody.tsx';
import { Stepper } from './Stepper.tsx';
import { standingOf, stepsOf, type StepId } from './steps.ts';
import { useSend, type WizardHost } from './useSend.ts';
import { useWizard, type WizardModel } from './useWizard.ts';

export function Wizard({ host }: { host: WizardHost }) {
  const state = useResource('state', (signal) => host.rpc.call('load', undefined, { signal }));
  const { connect } = useCommon();
  const { error, reload } = state;
  useEffect(
    () =>
      host.rpc.on('platforms', (platforms) => {
        if (platforms.some(({ id, connected }) => connected && id === error?.platform)) reload();
      }),
    [host, error, reload],
  );
  return (
    <main class="panel wizard">
      {error === undefined ? null : <LoadError error={error} retry={reload} connect={connect} />}
      {state.value === undefined ? (
        state.loading ? (
          <Waiting>Opening…</Waiting>
        ) : null
      ) : (
        <WizardBody host={host} state={state.value} />
      )}
    </main>
  );
}

function WizardBody({ host, state }: { host: WizardHost; state: WizardState }) {
  const wizard = useWizard(host.rpc, state, host.view.form);
  const { situation, editing, spec } = wizard;
  const steps = stepsOf(situation);
  const [wanted, setWanted] = useState<StepId>(host.view.step ?? firstStep(state));
  // A step that cannot be open (any more) falls back to the last one that can.
  const current =
    steps.find(({ id, blocked }) => id === wanted && blocked === undefined) ??
    steps.findLast(({ blocked }) => blocked === undefined) ??
    steps[0];
  const at = steps.findIndex(({ id }) => id === current?.id);
  const stepId = current?.id ?? 'platform';
  const sending = useSend(host, state, wizard, stepId === 'review');
  useFocusOnChange(sending.sent === undefined ? stepId : 'sent');

  const plan = useResource(
    stepId === 'review' && sending.sent === undefined
      ? JSON.stringify([editing?.key, situation.change ?? spec])
      : undefined,
    (signal) => askPlan(host, wizard, signal),
  );
  const goTo = (id: string): void => {
    setWanted(id as StepId);
    host.keep({ view: { step: id as StepId } });
  };
  const { connect } = useCommon();
  const title = editing === undefined ? 'New deployment' : `Edit ${editing.name}`;

  if (sending.sent !== undefined) {
    const { key, sent } = sending.sent;
    // Until the first reading of the deployment, what is known is still the draft.
    const view = sending.deployment?.key === key ? sending.deployment : undefined;
    return (
      <Outcome
        deploymentKey={key}
        deployment={view}
        steps={sending.steps}
        standing={standingOf(situation.platform)}
        {...sent}
      />
    );
  }
  return (
    <>
      <header class="panel-head">
        <div>
          <h1>{title}</h1>
          {editing === undefined ? null : (
            <p>
              {editing.model.name} on {situation.platform?.displayName}
            </p>
          )}
        </div>
        <DraftState sending={sending} />
      </header>
      {editing === undefined ? null : (
        <StandingNote standing={standingOf(situation.platform)} connect={connect} />
      )}
      <Stepper steps={steps} current={stepId} onSelect={goTo} />
      <section class="step-body" aria-labelledby="step-heading">
        <h2 id="step-heading" tabIndex={-1} class="sr-only">
          {current?.title}
        </h2>
        <StepBody step={stepId} host={host} wizard={wizard} plan={plan} goTo={goTo} />
      </section>
      <footer class="wizard-foot">
        {stepId === 'review' ? <Sending sending={sending} /> : null}
        <PriceBar
          price={wizard.price}
          unknown={wizard.priceUnknown}
          config={wizard.config}
          platformName={situation.platform?.displayName ?? 'the platform'}
        />
        <Navigation
          back={steps[at - 1]}
          next={steps[at + 1]}
          goTo={goTo}
          send={stepId === 'review' ? sendButton(plan.value, editing !== undefined, sending) : undefined}
        />
      </footer>
    </>
  );
}

/** How the sending goes, right above the button that was pressed: in sight however far the review is scrolled. */
function Sending({ sending: { running, steps, error } }: { sending: ReturnType<typeof useSend> }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const frame = ref.current;
    if (frame !== null) frame.scrollTop = running ? frame.scrollHeight : 0;
    if (error !== undefined && !running) frame?.focus();
  }, [running, steps, error]);
  if (!running && error === undefined) return null;
  return (
    <div class="sending" ref={ref} tabIndex={-1} role="group" aria-label="What became of it">
      {running ? <ProgressList steps={steps.length > 0 ? steps : ['Sending…']} running /> : null}
      {running || error === undefined ? null : (
        <ErrorCallout error={error}>
          <p>What you entered is kept. Change it, or send it again.</p>
        </ErrorCallout>
      )}
    </div>
  );
}

interface SendButton {
  label: string;
  /** Why it cannot be pressed; empty where the label says it. */
  blocked: string | undefined;
  run: () => void;
}

function sendButton(
  plan: Plan | undefined,
  editing: boolean,
  { running, error, send }: ReturnType<typeof useSend>,
): SendButton {
  const lowest = plan?.estimate.minPerHour;
  const verb =
    error === undefined ? (editing ? 'Apply' : 'Deploy') : editing ? 'Apply again' : 'Deploy again';
  const price = lowest === undefined ? 'price unknown' : `from ${perHour(lowest)}`;
  const failed = plan?.checks.some(({ level }) => level === 'error');
  if (running) return { label: editing ? 'Applying…' : 'Deploying…', blocked: '', run: send };
  const blocked =
    plan === undefined ? 'Checking it first…' : failed ? 'Correct the errors first.' : undefined;
  return { label: plan === undefined ? verb : `${verb} · ${price}`, blocked, run: send };
}

interface NavigationProps {
  back: { id: StepId; title: string } | undefined;
  next: { id: StepId; title: string; blocked?: string | undefined } | undefined;
  goTo: (id: StepId) => void;
  send: SendButton | undefined;
}

function Navigation({ back, next, goTo, send }: NavigationProps) {
  const reason = send?.blocked ?? next?.blocked;
  return (
    <div class="navigation">
      <p class="quiet small navigation-reason" role="status">
        {reason}
      </p>
      {back === undefined ? null : <Button onClick={() => goTo(back.id)}>Back</Button>}
      {next === undefined ? null : (
        <Button
          kind="primary"
          disabled={next.blocked !== undefined}
          title={next.blocked}
          onClick={() => goTo(next.id)}
        >
          {`Next: ${next.title}`}
        </Button>
      )}
      {send === undefined ? null : (
        <Button
          kind="primary"
          icon="rocket"
          disabled={send.blocked !== undefined}
          title={send.blocked}
          onClick={send.run}
        >
          {send.label}
        </Button>
      )}
    </div>
  );
}

function DraftState({ sending }: { sending: ReturnType<typeof useSend> }) {
  const [asking, setAsking] = useState(false);
  const { saved, saveProblem, discard, running } = sending;
  if (saveProblem !== undefined) {
    return (
      <Callout level="warning" title="The draft could not be saved.">
        <p>
          {saveProblem.message} {saveProblem.hint}
        </p>
      </Callout>
    );
  }
  if (saved === undefined || running) return null;
  return (
    <p class="draft-state small quiet">
      {asking ? (
        <>
          Discard this draft?
          <button type="button" class="text-button" onClick={discard}>
            Discard it
          </button>
          <button type="button" class="text-button" onClick={() => setAsking(false)}>
            Keep it
          </button>
        </>
      ) : (
        <>
          <span>
            Draft saved <Ago at={saved.at} />
          </span>
          <button type="button" class="text-button" onClick={() => setAsking(true)}>
            Discard…
          </button>
        </>
      )}
    </p>
  );
}

function firstStep({ mode }: WizardState): StepId {
  if (mode.kind === 'edit') return 'config';
  if (mode.draft === undefined) return 'platform';
  return mode.draft.problem === undefined ? 'model' : 'review';
}

function askPlan({ rpc }: WizardHost, wizard: WizardModel, signal: AbortSignal): Promise<Plan> {
  const { editing, spec, situation } = wizard;
  if (editing !== undefined) {
    return rpc.call('planUpdate', { key: editing.key, change: situation.change ?? {} }, { signal });
  }
  if (spec === undefined || situation.platform === undefined) {
    return Promise.reject(new Error('There is nothing to plan yet.'));
  }
  return rpc.call('plan', { platform: situation.platform.id, spec }, { signal });
}

/**
 * Moves the focus to the heading of what has just been opened, so that nobody is left on a vanished button. With
 * the change itself: on a busy machine a later moment takes the focus from what the person has gone on to.
 */
function useFocusOnChange(what: string): void {
  const beforeRef = useRef(what);
  useLayoutEffect(() => {
    if (beforeRef.current === what) return;
    beforeRef.current = what;
    document.getElementById('step-heading')?.focus();
    window.scrollTo({ top: 0 });
  }, [what]);
}
