import { t } from '@vscode/l10n';
import type { DeploymentView } from '../protocol.ts';
import { LogsButton, Parts, RestartButton } from '../ui/Running.tsx';
import { Status, StatusReason } from '../ui/Status.tsx';

/** What is tested, and how it stands. */
export function TesterHead({ deployment, present }: { deployment: DeploymentView; present: boolean }) {
  const { name, model, origin, stale } = deployment;
  return (
    <header class="panel-head">
      <div>
        <h1>
          {t('Test')} {name}
        </h1>
        <p>
          <span>{[model.name, origin?.label].filter(Boolean).join(' · ')} ·</span>
          {present ? <Status of={deployment} /> : <span>{t('status unknown')}</span>}
          {present && stale ? (
            <span>{t('· could not be read again just now: this may be out of date')}</span>
          ) : null}
        </p>
        {present ? <StatusReason of={deployment} /> : null}
        {present ? <Parts deployment={deployment} /> : null}
      </div>
      {present ? (
        <div class="head-actions">
          <LogsButton deployment={deployment} />
          <RestartButton deployment={deployment} />
        </div>
      ) : null}
    </header>
  );
}
