import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import type { ConfigField } from '../protocol.ts';
import { Select } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import type { Inputs } from './form.ts';

interface AutoscalingProps {
  id: string;
  label: string;
  help: ComponentChildren;
  error: string | undefined;
  disabled: boolean;
  field: ConfigField;
  inputs: Inputs;
  change: (inputs: Inputs) => void;
}

export function Autoscaling({ field, inputs, change, disabled, error, ...common }: AutoscalingProps) {
  const typed = inputs.autoscaling;
  const metrics = field.metrics ?? [];
  const metric = metrics.find(({ name }) => name === typed.metric);
  const set = (part: Partial<Inputs['autoscaling']>): void =>
    change({ ...inputs, autoscaling: { ...typed, ...part } });
  return (
    <div class="wide stack-small">
      <Select
        {...common}
        disabled={disabled}
        error={error}
        value={typed.metric}
        options={[
          { value: '', label: t('Platform default') },
          ...metrics.map(({ name, label }) => ({ value: name, label })),
        ]}
        onChange={(name) => {
          const next = metrics.find((one) => one.name === name);
          set({ metric: name, target: next === undefined ? '' : String(next.default), percentile: '' });
        }}
      />
      {metric === undefined ? null : (
        <div class="config-fields nested">
          <TextField
            id="autoscaling-target"
            label={t('Target')}
            unit={metric.unit}
            value={typed.target}
            disabled={disabled}
            help={limits(metric)}
            onInput={(target) => set({ target })}
          />
          {metric.percentile ? (
            <Select
              id="autoscaling-percentile"
              label={t('Percentile')}
              value={typed.percentile}
              disabled={disabled}
              options={[
                { value: '', label: t('Platform default') },
                ...['p50', 'p90', 'p95', 'p99'].map((p) => ({ value: p, label: p.toUpperCase() })),
              ]}
              onChange={(percentile) => set({ percentile })}
            />
          ) : null}
          <TextField
            id="autoscaling-up"
            label={t('Scale-up window')}
            unit={t('seconds')}
            placeholder={t('Platform default')}
            value={typed.scaleUpSeconds}
            disabled={disabled}
            onInput={(scaleUpSeconds) => set({ scaleUpSeconds })}
          />
          <TextField
            id="autoscaling-down"
            label={t('Scale-down window')}
            unit={t('seconds')}
            placeholder={t('Platform default')}
            value={typed.scaleDownSeconds}
            disabled={disabled}
            onInput={(scaleDownSeconds) => set({ scaleDownSeconds })}
          />
        </div>
      )}
    </div>
  );
}

function limits({ min, max }: { min: number; max?: number }): string {
  return max === undefined ? t`${String(min)} or more.` : t`From ${String(min)} to ${String(max)}.`;
}
