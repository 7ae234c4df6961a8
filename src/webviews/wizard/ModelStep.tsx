import { t } from '@vscode/l10n';
import { contextLength } from '../shared/format.ts';
import type { InstanceType, ModelChoice, ModelRef, ModelVariant, WizardPlatform } from '../protocol.ts';
import { Callout, ErrorCallout, Facts } from '../ui/Callout.tsx';
import { Badge, Waiting } from '../ui/marks.tsx';
import { TextField } from '../ui/TextField.tsx';
import type { Resource } from '../ui/useResource.ts';
import type { WizardRpc } from './drafts.ts';
import { tellingDescription, tellingId } from './describe.ts';
import type { Form } from './form.ts';
import { ModelSearch } from './ModelSearch.tsx';
import { Variants } from './Variants.tsx';

interface ModelStepProps {
  rpc: WizardRpc;
  platform: WizardPlatform;
  form: Form;
  change: (change: Partial<Form>) => void;
  chooseModel: (model: ModelChoice) => void;
  variants: Resource<ModelVariant[]>;
  hardware: Resource<InstanceType[]>;
  nameProblem: string | undefined;
}

export function ModelStep(props: ModelStepProps) {
  const { rpc, platform, form, change, chooseModel, variants, hardware, nameProblem } = props;
  return (
    <div class="model-step">
      <ModelSearch rpc={rpc} platform={platform.id} selected={form.model} onSelect={chooseModel} />
      <div class="stack model-chosen" aria-live="polite">
        {form.model === undefined ? (
          <p class="empty">{t('Choose a model to see how it can run and what it costs.')}</p>
        ) : (
          <>
            <ModelFacts model={form.model} />
            <VariantsOf
              platform={platform}
              variants={variants}
              hardware={hardware}
              selected={form.variant}
              onSelect={(variant) => change({ variant })}
            />
            <TextField
              id="name"
              label={t('Deployment name')}
              value={form.name}
              error={nameProblem}
              help={form.nameTyped ? undefined : t('Suggested from the model’s name. Change it if you like.')}
              onInput={(name) => change({ name, nameTyped: true })}
            />
          </>
        )}
      </div>
    </div>
  );
}

function ModelFacts({ model }: { model: ModelRef | ModelChoice }) {
  const facts: [string, string][] = [];
  if (model.base !== undefined) facts.push([t('Base model'), model.base]);
  if ('contextLength' in model) facts.push([t('Context'), t`${contextLength(model.contextLength)} tokens`]);
  const id = tellingId(model);
  const description = 'description' in model ? tellingDescription(model.description, model.name) : undefined;
  if ('publisher' in model) facts.push([t('Publisher'), model.publisher]);
  return (
    <div class="stack-small">
      <h2 class="row">
        {model.name}
        {model.kind === 'adapter' ? <Badge>{t('Adapter')}</Badge> : null}
      </h2>
      {id === undefined ? null : <p class="quiet small mono">{id}</p>}
      {description === undefined ? null : <p>{description}</p>}
      {facts.length === 0 ? null : <Facts facts={facts} />}
    </div>
  );
}

interface VariantsOfProps {
  platform: WizardPlatform;
  variants: Resource<ModelVariant[]>;
  hardware: Resource<InstanceType[]>;
  selected: string | undefined;
  onSelect: (id: string) => void;
}

function VariantsOf({ platform, variants, hardware, selected, onSelect }: VariantsOfProps) {
  if (variants.error !== undefined) return <ErrorCallout error={variants.error} retry={variants.reload} />;
  if (variants.value === undefined) return <Waiting>{t('Looking up how this model can run…')}</Waiting>;
  if (variants.value.length === 0) {
    return (
      <Callout level="warning" title={t('This model cannot be deployed now.')}>
        <p>
          {platform.displayName} {t('has no hardware on offer for it.')}
        </p>
      </Callout>
    );
  }
  return (
    <Variants
      platformName={platform.displayName}
      fields={platform.fields}
      variants={variants.value}
      hardware={hardware}
      selected={selected}
      onSelect={onSelect}
    />
  );
}
