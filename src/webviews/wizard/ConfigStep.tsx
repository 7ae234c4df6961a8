import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { fieldId, type FieldId } from '../../connectors/config-field.ts';
import type { ConfigField, InstanceType } from '../protocol.ts';
import { Disclosure } from '../ui/layout.tsx';
import { ConfigControl } from './ConfigControl.tsx';
import { isAvailable, type Inputs, type Problems } from './form.ts';
import type { AskChoices } from './useChoices.ts';

interface ConfigStepProps {
  platformName: string;
  /** Those of the chosen way to run the model. */
  fields: readonly ConfigField[];
  inputs: Inputs;
  problems: Problems;
  change: (inputs: Inputs) => void;
  hardware: readonly InstanceType[];
  /** What the chosen variant runs on: then it is not a choice here. */
  fixedInstance: string | undefined;
  /** Editing: fields that cannot change are greyed. */
  editing: boolean;
  askChoices: AskChoices;
  /** What the person came here to change: it is not folded away. */
  wanted: string | undefined;
}

/** By what they are about; an option of a platform by how it is written where that says enough. */
const groups: { title: string; has: (field: ConfigField) => boolean }[] = [
  {
    title: t('Scaling'),
    has: keyed('minReplicas', 'maxReplicas', 'autoscaling', 'concurrency', 'batchSize'),
  },
  { title: t('Hardware and place'), has: keyed('instanceType', 'regions') },
  {
    title: t('Time limits'),
    has: (field) => keyed('timeoutSeconds', 'idleTimeoutMinutes')(field) || isTime(field),
  },
  { title: t('Model and serving'), has: (field) => field.key === 'options' && !isTime(field) },
  { title: t('Environment'), has: keyed('environment') },
  { title: t('Notes'), has: keyed('description', 'tags') },
];

export function ConfigStep(props: ConfigStepProps) {
  const { platformName, fields } = props;
  const available = fields.filter(isAvailable);
  const absent = fields.filter((field) => !isAvailable(field));
  return (
    <div class="stack-large config-step">
      {groups.map(({ title, has }) => {
        const here = available.filter(has);
        if (here.length === 0) return null;
        return (
          <section key={title} aria-label={title} class="config-group">
            <h2>{title}</h2>
            <Controls {...props} fields={here.filter(({ advanced }) => advanced !== true)} />
            <Folded {...props} fields={here.filter(({ advanced }) => advanced)} />
          </section>
        );
      })}
      {absent.length === 0 ? null : (
        <Disclosure summary={t`Not available on ${platformName} (${String(absent.length)})`}>
          <dl class="absent">
            {absent.map((field) => (
              <div key={fieldId(field)}>
                <dt>{field.label}</dt>
                <dd>{field.support.level === 'absent' ? field.support.why : ''}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      )}
    </div>
  );
}

function Controls({ fields, ...props }: ConfigStepProps) {
  if (fields.length === 0) return null;
  return (
    <div class="config-fields">
      {fields.map((field) => (
        <ConfigControl key={fieldId(field)} field={field} {...props} />
      ))}
    </div>
  );
}

/** Rarely needed; open where something in it is wrong or wanted. */
function Folded(props: ConfigStepProps) {
  const { fields, problems, wanted } = props;
  const ids = fields.map((field): FieldId => fieldId(field));
  const [chosen, setChosen] = useState<boolean>();
  if (fields.length === 0) return null;
  const needed = ids.some((id) => problems[id] !== undefined || id === wanted);
  return (
    <Disclosure
      summary={t`More settings (${String(fields.length)})`}
      open={chosen ?? needed}
      onToggle={setChosen}
    >
      <Controls {...props} />
    </Disclosure>
  );
}

function keyed(...keys: ConfigField['key'][]) {
  return ({ key }: ConfigField): boolean => keys.includes(key);
}

function isTime({ key, kind }: ConfigField): boolean {
  return key === 'options' && (kind === 'seconds' || kind === 'minutes');
}
