import { t } from '@vscode/l10n';
import { useEffect, useState } from 'preact/hooks';
import type { Check, WizardState } from '../protocol.ts';
import { useCommon } from '../ui/common.tsx';
import { Panel } from '../ui/Panel.tsx';
import { StandingNote } from '../ui/StandingNote.tsx';
import type { WizardHost } from './drafts.ts';
import { DraftState } from './DraftState.tsx';
import { Navigation, sendButton } from './Navigation.tsx';
import { Outcome } from './Outcome.tsx';
import { PriceBar } from './PriceBar.tsx';
import { Sending } from './Sending.tsx';
import { StepBody } from './StepBody.tsx';
import { Stepper } from './Stepper.tsx';
import { standingOf, stepOfField, stepsOf, type StepId } from './steps.ts';
import { useFocusOnChange } from './useFocusOnChange.ts';
import { usePlan } from './usePlan.ts';
import { useSend } from './useSend.ts';
import { useWizard } from './useWizard.ts';

export function Wizard({ host }: { host: WizardHost }) {
  return (
    <Panel
      name="wizard"
      load={(signal) => host.rpc.call('load', undefined, { signal })}
      recovers={(error, again) =>
        host.rpc.on('platforms', (platforms) => {
          if (platforms.some(({ id, connected }) => connected && id === error.platform)) again();
        })
      }
    >
      {(state) => <WizardBody host={host} state={state} />}
    </Panel>
  );
}

function WizardBody({ host, state }: { host: WizardHost; state: WizardState }) {
  const wizard = useWizard(host.rpc, state, host.view.form);
  const { situation, editing } = wizard;
  const { platform } = situation;
  const steps = stepsOf(situation);
  const [wanted, setWanted] = useState<{ step: StepId; field?: string }>({
    step: host.view.step ?? firstStep(state),
  });
  // A step that cannot be open (any more) falls back to the last one that can.
  const current =
    steps.find(({ id, blocked }) => id === wanted.step && blocked === undefined) ??
    steps.findLast(({ blocked }) => blocked === undefined) ??
    steps[0];
  const at = steps.findIndex(({ id }) => id === current?.id);
  const step = current?.id ?? 'platform';
  const goTo = (next: StepId, field?: NonNullable<Check['field']>): void => {
    setWanted({ step: next, ...(field === undefined ? {} : { field }) });
    host.keep({ view: { step: next } });
  };
  const reviewing = step === 'review';
  const sending = useSend(host, state, wizard, { reviewing, failed: () => goTo('review') });
  const plan = usePlan(host, wizard, reviewing && sending.sent === undefined);
  const { reload: planAgain } = plan;
  const { failures } = sending;
  useEffect(() => {
    if (failures > 0) planAgain();
  }, [failures, planAgain]);
  useFocusOnChange(sending.sent === undefined ? step : 'sent', wanted.field);
  const { connect } = useCommon();

  if (sending.sent !== undefined) {
    const { key, sent } = sending.sent;
    // Until the first reading of the deployment, what is known is still the draft.
    const view = sending.deployment?.key === key ? sending.deployment : undefined;
    return (
      <Outcome
        deploymentKey={key}
        deployment={view}
        progress={sending.progress}
        long={sending.long}
        standing={standingOf(platform)}
        {...sent}
      />
    );
  }
  return (
    <>
      <header class="panel-head">
        <div>
          <h1>{editing === undefined ? t('New deployment') : t`Edit ${editing.name}`}</h1>
          {editing === undefined ? null : (
            <p>
              {editing.model.name} {t('on')} {editing.origin?.label ?? platform?.displayName}
            </p>
          )}
        </div>
        <DraftState sending={sending} />
      </header>
      {editing === undefined ? null : (
        <div class="standing">
          <StandingNote standing={standingOf(platform)} connect={connect} />
        </div>
      )}
      <Stepper steps={steps} current={step} onSelect={(id) => goTo(id as StepId)} />
      <section class="step-body" aria-labelledby="step-heading">
        <h2 id="step-heading" tabIndex={-1} class="sr-only">
          {current?.title}
        </h2>
        <StepBody
          step={step}
          host={host}
          wizard={wizard}
          plan={plan}
          wanted={wanted.field}
          goToField={(field) => goTo(stepOfField(field), field)}
        />
      </section>
      <footer class="wizard-foot">
        {reviewing || sending.running ? <Sending sending={sending} /> : null}
        <PriceBar
          price={wizard.price}
          unknown={wizard.priceUnknown}
          config={wizard.config}
          platformName={platform?.displayName ?? t('the platform')}
        />
        <Navigation
          back={steps[at - 1]}
          next={steps[at + 1]}
          goTo={goTo}
          send={step === 'review' ? sendButton(plan, editing !== undefined, sending) : undefined}
        />
      </footer>
    </>
  );
}

function firstStep({ mode }: WizardState): StepId {
  if (mode.kind === 'edit') return 'config';
  if (mode.draft === undefined) return 'platform';
  return mode.draft.problem === undefined ? 'model' : 'review';
}
