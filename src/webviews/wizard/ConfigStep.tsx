import type { ConfigField, InstanceType, WizardPlatform } from '../protocol.ts';
import { Disclosure } from '../ui/layout.tsx';
import { ConfigControl } from './ConfigControl.tsx';
import { isAvailable, type Inputs, type Problems } from './form.ts';

interface ConfigStepProps {
  platform: WizardPlatform;
  inputs: Inputs;
  problems: Problems;
  change: (inputs: Inputs) => void;
  hardware: readonly InstanceType[];
  /** What the chosen variant runs on: then it is not a choice here. */
  fixedInstance: string | undefined;
  /** Editing: fields that cannot change are greyed. */
  editing: boolean;
}

const groups: { title: string; keys: ConfigField['key'][] }[] = [
  { title: 'Scaling', keys: ['minReplicas', 'maxReplicas', 'autoscaling', 'concurrency', 'batchSize'] },
  { title: 'Hardware and place', keys: ['instanceType', 'regions'] },
  { title: 'Time limits', keys: ['timeoutSeconds', 'idleTimeoutMinutes'] },
  { title: 'Environment', keys: ['environment'] },
  { title: 'Notes', keys: ['description', 'tags'] },
];

export function ConfigStep(props: ConfigStepProps) {
  const { platform } = props;
  const fields = platform.fields ?? [];
  const available = fields.filter(isAvailable);
  const absent = fields.filter((field) => !isAvailable(field));
  return (
    <div class="stack-large config-step">
      {groups.map(({ title, keys }) => {
        const here = keys.flatMap((key) => available.find((field) => field.key === key) ?? []);
        if (here.length === 0) return null;
        return (
          <section key={title} aria-label={title} class="config-group">
            <h2>{title}</h2>
            <div class="config-fields">
              {here.map((field) => (
                <ConfigControl key={field.key} field={field} {...props} />
              ))}
            </div>
          </section>
        );
      })}
      {absent.length === 0 ? null : (
        <Disclosure summary={`Not available on ${platform.displayName} (${String(absent.length)})`}>
          <dl class="absent">
            {absent.map((field) => (
              <div key={field.key}>
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
