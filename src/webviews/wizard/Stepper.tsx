import { t } from '@vscode/l10n';
import { Icon } from '../ui/marks.tsx';

export interface Step {
  id: string;
  title: string;
  /** What was chosen there, once it was. */
  summary?: string | undefined;
  /** Why it cannot be opened yet. */
  blocked?: string | undefined;
}

interface StepperProps {
  steps: readonly Step[];
  current: string;
  onSelect: (id: string) => void;
}

export function Stepper({ steps, current, onSelect }: StepperProps) {
  const at = steps.findIndex(({ id }) => id === current);
  return (
    <nav aria-label={t('Steps')}>
      <ol class="stepper">
        {steps.map((step, index) => (
          <li key={step.id} class={index < at ? 'step step-done' : 'step'}>
            <button
              type="button"
              aria-current={index === at ? 'step' : undefined}
              disabled={step.blocked !== undefined}
              title={step.blocked}
              onClick={() => onSelect(step.id)}
            >
              <span class="step-number" aria-hidden="true">
                {index < at ? <Icon name="check" /> : index + 1}
              </span>
              <span class="step-words">
                <span class="step-title">{step.title}</span>
                {step.summary === undefined ? null : <span class="step-summary">{step.summary}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
