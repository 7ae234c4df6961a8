import { t } from '@vscode/l10n';
import { hourlyAtLeast, perHour } from '../shared/format.ts';
import type { Plan } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import type { Resource } from '../ui/useResource.ts';
import type { StepId } from './steps.ts';
import type { useSend } from './useSend.ts';

interface SendButton {
  label: string;
  /** Why it cannot be pressed; empty where the label says it. */
  blocked: string | undefined;
  run: () => void;
}

/** The last button, which says what it costs. */
export function sendButton(
  { value: plan, error: unplanned }: Resource<Plan>,
  editing: boolean,
  { running, error, send }: ReturnType<typeof useSend>,
): SendButton {
  const lowest = plan?.estimate.minPerHour;
  const verb =
    error === undefined
      ? editing
        ? t('Apply')
        : t('Deploy')
      : editing
        ? t('Apply again')
        : t('Deploy again');
  const price =
    lowest === undefined ? t('price unknown') : lowest === 0 ? hourlyAtLeast(0) : t`from ${perHour(lowest)}`;
  const failed = plan?.checks.some(({ level }) => level === 'error');
  if (running) return { label: editing ? t('Applying…') : t('Deploying…'), blocked: '', run: send };
  const blocked =
    unplanned !== undefined
      ? t('It could not be checked.')
      : plan === undefined
        ? t('Checking it first…')
        : failed
          ? t('Correct the errors first.')
          : undefined;
  return { label: plan === undefined ? verb : `${verb} · ${price}`, blocked, run: send };
}

interface NavigationProps {
  back: { id: StepId; title: string } | undefined;
  next: { id: StepId; title: string; blocked?: string | undefined } | undefined;
  goTo: (id: StepId) => void;
  send: SendButton | undefined;
}

export function Navigation({ back, next, goTo, send }: NavigationProps) {
  const reason = send?.blocked ?? next?.blocked;
  return (
    <div class="navigation">
      <p class="quiet small navigation-reason" role="status">
        {reason}
      </p>
      {back === undefined ? null : <Button onClick={() => goTo(back.id)}>{t('Back')}</Button>}
      {next === undefined ? null : (
        <Button
          kind="primary"
          disabled={next.blocked !== undefined}
          title={next.blocked}
          onClick={() => goTo(next.id)}
        >
          {t`Next: ${next.title}`}
        </Button>
      )}
      {send === undefined ? null : (
        <Button
          kind="primary"
          icon="rocket"
          disabled={send.blocked !== undefined}
          title={send.blocked}
          onClick={send.run}
        >
          {send.label}
        </Button>
      )}
    </div>
  );
}
