import { t } from '@vscode/l10n';
import type { Check, Plan } from '../protocol.ts';
import type { Resource } from '../ui/useResource.ts';
import type { WizardHost } from './drafts.ts';
import { ConfigStep } from './ConfigStep.tsx';
import { withHardware } from './describe.ts';
import { ModelStep } from './ModelStep.tsx';
import { PlatformStep } from './PlatformStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import type { StepId } from './steps.ts';
import type { WizardModel } from './useWizard.ts';

interface StepBodyProps {
  step: StepId;
  host: WizardHost;
  wizard: WizardModel;
  plan: Resource<Plan>;
  /** The field that the person came to change. */
  wanted: string | undefined;
  goToField: (field: NonNullable<Check['field']>) => void;
}

export function StepBody({ step, host, wizard, plan, wanted, goToField }: StepBodyProps) {
  const { situation, editing } = wizard;
  const { form, platform, variant, nameProblem, problems, change } = situation;
  if (step === 'platform' || platform === undefined) {
    return (
      <PlatformStep
        platforms={wizard.platforms}
        selected={form.platform}
        onSelect={wizard.choosePlatform}
        connect={async (id) => {
          // No limit of time: a person is typing a key.
          const { connected } = await host.rpc
            .call('connect', { platform: id }, { timeoutMs: 0 })
            .catch(() => ({ connected: false }));
          if (connected) wizard.choosePlatform(id);
        }}
        addServer={async (id) => {
          await host.rpc.call('addServer', { platform: id }, { timeoutMs: 0 }).catch(() => undefined);
        }}
      />
    );
  }
  if (step === 'model') {
    return (
      <ModelStep
        rpc={host.rpc}
        platform={platform}
        form={form}
        change={wizard.change}
        chooseModel={wizard.chooseModel}
        variants={wizard.variants}
        hardware={wizard.hardware}
        nameProblem={nameProblem}
      />
    );
  }
  if (step === 'config') {
    return (
      <ConfigStep
        platformName={platform.displayName}
        fields={wizard.fields}
        askChoices={(field, signal) =>
          host.rpc.call('choices', { platform: platform.id, field, config: wizard.config }, { signal })
        }
        inputs={form.inputs}
        problems={problems}
        change={wizard.setInputs}
        hardware={wizard.hardware.value ?? []}
        fixedInstance={variant?.instanceType}
        editing={editing !== undefined}
        wanted={wanted}
      />
    );
  }
  const facts = [
    [t('Platform'), platform.displayName],
    [t('Name'), form.name],
    [t('Model'), form.model?.name ?? ''],
    ...(form.model?.base === undefined ? [] : [[t('Base model'), form.model.base] as const]),
    ...(variant === undefined ? [] : [[t('Runs as'), variant.label] as const]),
  ] as const;
  return (
    <ReviewStep
      plan={plan}
      facts={facts}
      fields={wizard.fields.map((field) => withHardware(field, wizard.hardware.value))}
      config={change ?? wizard.config}
      before={wizard.before}
      platformName={platform.displayName}
      consequence={editing?.consequences?.update}
      goTo={goToField}
    />
  );
}
