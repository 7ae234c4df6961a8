import { useState } from 'preact/hooks';
import { PlatformError } from '../../connectors/errors.ts';
import type { ModelRef, SnippetLanguage } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { useCommon } from '../ui/common.tsx';
import { Disclosure } from '../ui/layout.tsx';
import { Checkbox, Range, Select } from '../ui/Select.tsx';
import { TextArea, TextField } from '../ui/TextField.tsx';
import { maxTokensProblem, type Form } from './form.ts';

interface RequestFormProps {
  form: Form;
  change: (part: Partial<Form>) => void;
  adapters: readonly ModelRef[];
  send: () => void;
  cancel: () => void;
  running: boolean;
  blocked: string | undefined;
  snippet: (language: SnippetLanguage) => Promise<string>;
}

const isMac = navigator.userAgent.includes('Mac');

export function RequestForm(props: RequestFormProps) {
  const { form, change, adapters, send, cancel, running, blocked, snippet } = props;
  const [systemOpen, setSystemOpen] = useState(form.system !== '');
  const shortcut = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <section class="request stack" aria-label="Request" onKeyDown={shortcut}>
      <TextArea
        id="prompt"
        label="Prompt"
        rows={7}
        value={form.prompt}
        placeholder="What should the model answer?"
        onInput={(prompt) => change({ prompt })}
      />
      <Disclosure summary="System prompt" open={systemOpen} onToggle={setSystemOpen}>
        <TextArea
          id="system"
          label="System prompt"
          rows={3}
          optional
          value={form.system}
          placeholder="How the model should behave"
          onInput={(system) => change({ system })}
        />
      </Disclosure>
      {adapters.length === 0 ? null : (
        <Select
          id="adapter"
          label="Adapter"
          value={form.adapter}
          options={[
            { value: '', label: 'None: the base model' },
            ...adapters.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(adapter) => change({ adapter })}
        />
      )}
      <div class="sampling">
        <TextField
          id="max-tokens"
          label="Max tokens"
          placeholder="Platform default"
          value={form.maxTokens}
          error={maxTokensProblem(form.maxTokens)}
          onInput={(maxTokens) => change({ maxTokens })}
        />
        <Sampling
          id="temperature"
          label="Temperature"
          value={form.temperature}
          min={0}
          max={2}
          rest={1}
          onChange={(temperature) => change({ temperature })}
        />
        <Sampling
          id="top-p"
          label="Top-p"
          value={form.topP}
          min={0.05}
          max={1}
          rest={1}
          onChange={(topP) => change({ topP })}
        />
      </div>
      <Checkbox label="Stream the answer" checked={form.stream} onChange={(stream) => change({ stream })} />
      <div class="row">
        {running ? (
          <Button kind="primary" icon="debug-stop" onClick={cancel}>
            Cancel
          </Button>
        ) : (
          <Button
            kind="primary"
            icon="send"
            disabled={blocked !== undefined}
            title={blocked ?? (isMac ? '⌘ Enter' : 'Ctrl+Enter')}
            onClick={send}
          >
            Send
          </Button>
        )}
        {running ? null : <span class="quiet small">{blocked ?? (isMac ? '⌘ Enter' : 'Ctrl+Enter')}</span>}
      </div>
      <CopyAs snippet={snippet} />
    </section>
  );
}

interface SamplingProps {
  id: string;
  label: string;
  value: number | null;
  min: number;
  max: number;
  /** Where the thumb rests while the platform decides. */
  rest: number;
  onChange: (value: number | null) => void;
}

function Sampling({ value, rest, onChange, ...range }: SamplingProps) {
  return (
    <div class="sampling-range">
      <Range
        {...range}
        step={0.05}
        value={value ?? rest}
        text={value === null ? 'default' : value.toFixed(2)}
        onInput={onChange}
      />
      {value === null ? null : (
        <button type="button" class="text-button small" onClick={() => onChange(null)}>
          Use the default<span class="sr-only"> for {range.label}</span>
        </button>
      )}
    </div>
  );
}

const languages: [SnippetLanguage, string][] = [
  ['curl', 'cURL'],
  ['python', 'Python'],
  ['typescript', 'TypeScript'],
];

function CopyAs({ snippet }: { snippet: RequestFormProps['snippet'] }) {
  const { copy } = useCommon();
  const [said, setSaid] = useState('');
  const take = (language: SnippetLanguage, word: string): void => {
    snippet(language).then(
      (text) => {
        copy(text);
        setSaid(`Copied as ${word}. The key is read from an environment variable.`);
      },
      (error: unknown) => setSaid(error instanceof PlatformError ? error.message : String(error)),
    );
  };
  return (
    <div class="copy-as small">
      <span class="quiet">Copy as</span>
      {languages.map(([language, word]) => (
        <button key={language} type="button" class="text-button" onClick={() => take(language, word)}>
          {word}
        </button>
      ))}
      <span role="status" class="quiet">
        {said}
      </span>
    </div>
  );
}
