import { t } from '@vscode/l10n';
import type { SnippetLanguage } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { Icon } from '../ui/marks.tsx';
import { Segments, Select } from '../ui/Select.tsx';
import { comparable } from './adapters.ts';
import { AdapterPicker } from './AdapterPicker.tsx';
import { ComparePicks } from './ComparePicks.tsx';
import { CopyAs } from './CopyAs.tsx';
import { withExample } from './form.ts';
import { OwnInputs } from './OwnInputs.tsx';
import { PromptFields, Sampling, type FormProps } from './PromptFields.tsx';
import type { TesterView } from './view.ts';
import type { TestFormNow } from './useTestForm.ts';

interface RequestFormProps extends FormProps {
  testForm: TestFormNow;
  problems: Record<string, string>;
  compare: TesterView['compare'];
  comparing: boolean;
  setCompare: (compare: TesterView['compare']) => void;
  send: () => void;
  cancel: () => void;
  running: boolean;
  blocked: string | undefined;
  snippet: (language: SnippetLanguage) => Promise<string>;
}

export function RequestForm(props: RequestFormProps) {
  const { form, of, change, problems, testForm, compare, comparing, setCompare, running, send } = props;
  const shortcut = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <section class="request stack" aria-label={t('Request')} onKeyDown={shortcut}>
      {testForm.problem === undefined ? null : (
        <ErrorCallout error={testForm.problem} retry={testForm.retry}>
          <p>{t('What it takes could not be read, so this is the plain form.')}</p>
        </ErrorCallout>
      )}
      {of.adapters === undefined || !comparable(of.adapters) ? null : (
        <Segments
          label={t('What to ask')}
          value={comparing ? 'compare' : 'one'}
          options={[
            { value: 'one', label: t('One answer') },
            { value: 'compare', label: t('Compare adapters') },
          ]}
          disabled={running}
          onChange={(value) => setCompare({ ...compare, on: value === 'compare' })}
        />
      )}
      <Notes of={of} />
      {of.example === undefined || running ? null : (
        <button type="button" class="text-button small example" onClick={() => change(withExample(form, of))}>
          <Icon name="lightbulb" class="inline-icon" /> {t('Fill in the example')}
        </button>
      )}
      <PromptFields form={form} of={of} change={change} />
      <OwnInputs form={form} of={of} change={change} problems={problems} />
      {of.adapters === undefined ? null : comparing ? (
        <ComparePicks
          of={of.adapters}
          picks={compare.picks}
          change={(picks) => setCompare({ ...compare, picks })}
        />
      ) : (
        <AdapterPicker of={of.adapters} pick={form.adapter} change={(adapter) => change({ adapter })} />
      )}
      <Modes form={form} of={of} change={change} />
      <Sampling form={form} of={of} change={change} />
      <SendRow {...props} label={comparing ? t('Compare') : t('Send')} />
      <CopyAs snippet={props.snippet} />
    </section>
  );
}

function Notes({ of: { notes = [] } }: Pick<FormProps, 'of'>) {
  if (notes.length === 0) return null;
  return (
    <ul class="notes small" aria-label={t('Good to know')}>
      {notes.map((note) => (
        <li key={note}>
          <Icon name="info" class="inline-icon" />
          <span>{note}</span>
        </li>
      ))}
    </ul>
  );
}

function Modes({ form, of: { modes = [] }, change }: FormProps) {
  if (modes.length < 2) return null;
  const chosen = modes.find(({ id }) => id === form.mode) ?? modes[0];
  return (
    <Select
      id="mode"
      label={t('How to ask')}
      value={chosen?.id ?? ''}
      options={modes.map(({ id, label }) => ({ value: id, label }))}
      help={chosen?.help}
      onChange={(mode) => change({ mode })}
    />
  );
}

const shortcutName = navigator.userAgent.includes('Mac') ? '⌘ Enter' : 'Ctrl+Enter';

function SendRow({ running, blocked, send, cancel, label }: RequestFormProps & { label: string }) {
  if (running) {
    return (
      <div class="row">
        <Button kind="primary" icon="debug-stop" onClick={cancel}>
          {t('Cancel')}
        </Button>
      </div>
    );
  }
  return (
    <div class="row">
      <Button
        kind="primary"
        icon="send"
        disabled={blocked !== undefined}
        title={blocked ?? shortcutName}
        onClick={send}
      >
        {label}
      </Button>
      <span class="quiet small">{blocked ?? shortcutName}</span>
    </div>
  );
}
