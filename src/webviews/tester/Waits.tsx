import { t } from '@vscode/l10n';
import { duration, span } from '../shared/format.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/hooks.ts';
import { Disclosure } from '../ui/layout.tsx';
import { Icon, Ring } from '../ui/marks.tsx';
import type { Result, Wait } from './result.ts';

interface WaitingForProps {
  result: Result;
  /** What is waited for now. */
  message: string;
  cancel: (() => void) | undefined;
}

/** Long enough for a person to wonder. */
const longMs = 4000;

/** A wait, with how long it has been and what was waited for before: the start of a container takes minutes. */
export function WaitingFor({ result: { waits = [], begunAt, waiting }, message, cancel }: WaitingForProps) {
  const now = useNow();
  const current = waiting === undefined ? undefined : waits.at(-1);
  const total = begunAt === undefined ? 0 : now - begunAt;
  const here = total - (current?.from ?? 0);
  // The seconds are for the eye: the status above speaks of each phase once.
  return (
    <div class="waits">
      <Phases waits={waits.filter((wait) => wait !== current)} />
      <p class="waiting">
        <Ring />
        <span>{message}</span>
        {total < longMs ? null : (
          <span class="number small" aria-hidden="true">
            {seconds(here)}
            {current === undefined || current.from < 1000 ? '' : t`, ${seconds(total)} in all`}
          </span>
        )}
      </p>
      {cancel === undefined || total < longMs ? null : (
        <div>
          <Button icon="debug-stop" onClick={cancel}>
            {t('Cancel the test')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What an answer that has come was waited for, out of the way. */
export function Waited({ waits = [] }: Pick<Result, 'waits'>) {
  const total = waits.reduce((sum, { ms = 0 }) => sum + ms, 0);
  if (total < 2000) return null;
  return (
    <Disclosure summary={t`Waited ${duration(total)}`}>
      <Phases waits={waits} />
    </Disclosure>
  );
}

/** The last ones: an overloaded platform can make a person wait many times. */
const shown = 6;

function Phases({ waits }: { waits: readonly Wait[] }) {
  if (waits.length === 0) return null;
  return (
    <ol class="phases small">
      {waits.slice(-shown).map(({ message, from, ms }) => (
        <li key={from}>
          <Icon name="check" />
          <span>{message}</span>
          {ms === undefined ? null : <span class="number">{duration(ms)}</span>}
        </li>
      ))}
    </ol>
  );
}

const seconds = (ms: number): string => span(Math.max(0, Math.floor(ms / 1000)));
