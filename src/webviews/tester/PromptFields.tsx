import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { fixed } from '../../connectors/locale.ts';
import type { TestForm } from '../protocol.ts';
import { Disclosure } from '../ui/layout.tsx';
import { Checkbox, Range } from '../ui/Select.tsx';
import { TextArea, TextField } from '../ui/TextField.tsx';
import { maxTokensProblem, takes, type Form } from './form.ts';

export interface FormProps {
  form: Form;
  of: TestForm;
  change: (part: Partial<Form>) => void;
}

/** The prompt, and those settings beside it that the model takes. */
export function PromptFields({ form, of, change }: FormProps) {
  const [systemOpen, setSystemOpen] = useState(form.system !== '');
  if (of.prompt === undefined) return null;
  return (
    <>
      <TextArea
        id="prompt"
        label={t('Prompt')}
        rows={7}
        value={form.prompt}
        placeholder={t('What should the model answer?')}
        onInput={(prompt) => change({ prompt })}
      />
      {takes(of, 'system') ? (
        <Disclosure summary={t('System prompt')} open={systemOpen} onToggle={setSystemOpen}>
          <TextArea
            id="system"
            label={t('System prompt')}
            rows={3}
            optional
            value={form.system}
            placeholder={t('How the model should behave')}
            onInput={(system) => change({ system })}
          />
        </Disclosure>
      ) : null}
    </>
  );
}

export function Sampling({ form, of, change }: FormProps) {
  const { maxTokens, temperature, topP } = of.prompt?.defaults ?? {};
  const any = takes(of, 'maxTokens') || takes(of, 'temperature') || takes(of, 'topP');
  return (
    <>
      {any ? (
        <div class="sampling">
          {takes(of, 'maxTokens') ? (
            <TextField
              id="max-tokens"
              label={t('Max tokens')}
              placeholder={maxTokens === undefined ? t('Platform default') : t`Default: ${String(maxTokens)}`}
              value={form.maxTokens}
              error={maxTokensProblem(form.maxTokens)}
              onInput={(text) => change({ maxTokens: text })}
            />
          ) : null}
          {takes(of, 'temperature') ? (
            <SamplingRange
              {...{ id: 'temperature', label: t('Temperature'), min: 0, max: 2 }}
              value={form.temperature}
              usual={temperature}
              onChange={(value) => change({ temperature: value })}
            />
          ) : null}
          {takes(of, 'topP') ? (
            <SamplingRange
              {...{ id: 'top-p', label: 'Top-p', min: 0.05, max: 1 }}
              value={form.topP}
              usual={topP}
              onChange={(value) => change({ topP: value })}
            />
          ) : null}
        </div>
      ) : null}
      {takes(of, 'stream') ? (
        <Checkbox
          label={t('Stream the answer')}
          checked={form.stream}
          onChange={(stream) => change({ stream })}
        />
      ) : null}
    </>
  );
}

interface SamplingRangeProps {
  id: string;
  label: string;
  value: number | null;
  min: number;
  max: number;
  /** What the platform takes when nothing is sent, where that is known. */
  usual: number | undefined;
  onChange: (value: number | null) => void;
}

function SamplingRange({ value, usual, onChange, ...range }: SamplingRangeProps) {
  const unset = usual === undefined ? t('default') : t`default, ${String(usual)}`;
  return (
    <div class="sampling-range">
      <Range
        {...range}
        step={0.05}
        value={value ?? usual ?? 1}
        text={value === null ? unset : fixed(value, 2)}
        onInput={onChange}
      />
      {value === null ? null : (
        <button type="button" class="text-button small" onClick={() => onChange(null)}>
          {t('Use the default')}
          <span class="sr-only">
            {' '}
            {t('for')} {range.label}
          </span>
        </button>
      )}
    </div>
  );
}
