import { t } from '@vscode/l10n';
import { plural, span } from '../shared/format.ts';
import { Button } from '../ui/Button.tsx';
import { useNow, useThrottled } from '../ui/hooks.ts';
import { Disclosure } from '../ui/layout.tsx';
import { Icon, Ring } from '../ui/marks.tsx';
import { currentStep, type Progress } from './progress.ts';

interface ProgressProps {
  progress: Progress;
}

/** The steps of a deploy as they come: what is done, and what is under way. */
export function ProgressList({ progress: { lines }, running }: ProgressProps & { running: boolean }) {
  const shown = lines.length === 0 && running ? [{ at: 0, text: t('Sending…') }] : lines;
  return (
    <ol class="progress" aria-live="polite">
      {shown.map(({ at, text }, index) => (
        <li key={at}>
          {running && index === shown.length - 1 ? <Ring /> : <Icon name="check" class="done" />}
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}

interface LongProgressProps extends ProgressProps {
  /** ms since epoch. */
  since: number;
  cancelling: boolean;
  cancel: (() => void) | undefined;
}

/** A deploy that takes minutes: where it is, how long it has been at it, what it said, and the way out. */
export function LongProgress({ progress, since, cancelling, cancel }: LongProgressProps) {
  const now = useNow();
  const step = cancelling ? t('Cancelling…') : currentStep(progress);
  const spoken = useThrottled(step, 5000);
  return (
    <div class="long-progress">
      <p class="sr-only" role="status">
        {spoken}
      </p>
      <div class="long-progress-head">
        <Ring />
        <span class="current-step" title={step}>
          {step}
        </span>
        <span class="quiet small number">{span(Math.max(0, Math.floor((now - since) / 1000)))}</span>
        {cancel === undefined ? null : (
          <Button icon="debug-stop" disabled={cancelling} onClick={cancel}>
            {t('Cancel')}
          </Button>
        )}
      </div>
      <ProgressLog progress={progress} />
    </div>
  );
}

/** What was said on the way; the end of it in sight first. */
export function ProgressLog({ progress: { lines, total } }: ProgressProps) {
  if (total === 0) return null;
  const left = total - lines.length;
  return (
    <Disclosure summary={t`Log (${plural(total, 'line')})`}>
      <div class="log" tabIndex={0} role="region" aria-label={t('Log')}>
        <ol>
          {lines.map(({ at, text }) => (
            <li key={at}>{text}</li>
          ))}
        </ol>
      </div>
      {left === 0 ? null : (
        <p class="quiet small">
          {plural(left, 'earlier line')} {t('not kept here.')}
        </p>
      )}
    </Disclosure>
  );
}
