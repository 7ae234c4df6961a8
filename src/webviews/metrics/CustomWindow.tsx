import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import type { TimeWindow } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { fromLocal, toLocal, windowProblem } from './windows.ts';

interface CustomWindowProps {
  shown: TimeWindow;
  onChoose: (window: TimeWindow) => void;
  onClose: () => void;
}

/** A beginning and an end, by the clock of this computer. */
export function CustomWindow({ shown, onChoose, onClose }: CustomWindowProps) {
  const [texts, setTexts] = useState({ from: toLocal(shown.from), to: toLocal(shown.to) });
  const [problem, setProblem] = useState<string>();
  const apply = (event: Event): void => {
    event.preventDefault();
    const window = { from: fromLocal(texts.from), to: fromLocal(texts.to) };
    const why = windowProblem(window, Date.now());
    setProblem(why);
    if (why === undefined) onChoose(window);
  };
  const field = (key: 'from' | 'to', label: string) => (
    <label class="custom-field">
      {label}
      <input
        type="datetime-local"
        value={texts[key]}
        aria-invalid={problem !== undefined}
        onInput={({ currentTarget: { value } }) => setTexts((before) => ({ ...before, [key]: value }))}
      />
    </label>
  );
  return (
    <form
      class="custom-window"
      aria-label={t('Another time')}
      onSubmit={apply}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      {field('from', t('From'))}
      {field('to', t('To'))}
      <button type="submit" class="plain-button">
        {t('Show')}
      </button>
      <Button onClick={onClose}>{t('Cancel')}</Button>
      {problem === undefined ? null : (
        <p role="alert" class="custom-problem">
          {problem}
        </p>
      )}
    </form>
  );
}
