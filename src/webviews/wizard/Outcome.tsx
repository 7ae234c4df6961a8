import { t } from '@vscode/l10n';
import type { DeploymentKey, DeploymentView, Standing } from '../protocol.ts';
import { burnInWords } from '../ui/burn.ts';
import { Button } from '../ui/Button.tsx';
import { Callout, Facts } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { Waiting } from '../ui/marks.tsx';
import { LogsButton, Parts } from '../ui/Running.tsx';
import { StandingNote } from '../ui/StandingNote.tsx';
import { Status, StatusReason, readyReplicas } from '../ui/Status.tsx';
import { Ago } from '../ui/time.tsx';
import type { Progress } from './progress.ts';
import { ProgressList, ProgressLog } from './ProgressParts.tsx';

interface OutcomeProps {
  deploymentKey: DeploymentKey;
  deployment: DeploymentView | undefined;
  name: string;
  edited: boolean;
  progress: Progress;
  /** A deploy of minutes, with the log of a build. */
  long: boolean;
  standing: Standing;
}

const sentences = {
  pending: t('Configured, and not sent.'),
  deploying: t(
    'The platform has accepted it and is starting it. That takes a few minutes; you can follow it here.',
  ),
  active: t('It answers requests, and each ready replica is billed.'),
  failed: t('The platform could not start it.'),
  stopped: t('It is stopped and costs nothing.'),
};

/** After it was sent: what became of it, live. */
export function Outcome({
  deploymentKey,
  deployment: last,
  name,
  edited,
  standing,
  ...sending
}: OutcomeProps) {
  const { action, connect } = useCommon();
  const present = standing.state === 'good';
  const deployment = present ? last : undefined;
  const error = deployment?.error;
  return (
    <div class="stack-large outcome">
      <div class="stack-small" aria-live="polite">
        <h1 tabIndex={-1} id="step-heading">
          {edited ? t`The change to ${name} was accepted` : t`${name} was created`}
        </h1>
        <StandingNote standing={standing} connect={connect} />
        {deployment === undefined ? (
          !present ? null : (
            <Waiting>{t('Waiting for its first status…')}</Waiting>
          )
        ) : (
          <>
            <p class="outcome-status">
              <Status of={deployment} />
            </p>
            <StatusReason of={deployment} />
            <p>{deployment.busy?.step ?? sentences[deployment.status]}</p>
            <DeploymentFacts deployment={deployment} />
            <Parts deployment={deployment} />
            {error === undefined ? null : <Callout level="error" title={error} />}
            {(deployment.detail.inferred ? [] : (deployment.detail.notes ?? [])).map((note) => (
              <Callout key={note} level="info">
                <p>{note}</p>
              </Callout>
            ))}
          </>
        )}
      </div>
      {sending.progress.total === 0 ? null : sending.long ? (
        <ProgressLog progress={sending.progress} />
      ) : (
        <ProgressList progress={sending.progress} running={false} />
      )}
      <div class="row">
        <Button
          kind="primary"
          icon="beaker"
          disabled={deployment?.status !== 'active'}
          title={deployment?.status === 'active' ? undefined : t('Once it is active.')}
          onClick={() => action(deploymentKey, 'test')}
        >
          {t('Open tester')}
        </Button>
        <Button icon="graph" onClick={() => action(deploymentKey, 'metrics')}>
          {t('Metrics')}
        </Button>
        {deployment === undefined ? null : <LogsButton deployment={deployment} />}
        {deployment?.dashboardUrl === undefined ? null : (
          <Button icon="link-external" onClick={() => action(deploymentKey, 'dashboard')}>
            {t('Open in dashboard')}
          </Button>
        )}
      </div>
    </div>
  );
}

function DeploymentFacts({ deployment }: { deployment: DeploymentView }) {
  const { replicas, detail, readAt, instanceType } = deployment;
  return (
    <Facts
      facts={[
        ...(detail.word === '' ? [] : [[t('Platform says'), detail.word] as const]),
        [t('Replicas ready'), readyReplicas(replicas) ?? t('unknown: not reported')],
        ...(instanceType === undefined ? [] : [[t('Hardware'), instanceType.label] as const]),
        [t('Costs'), burnInWords(deployment) ?? t('unknown: no price or no replica count')],
        [t('Updated'), <Ago key="read" at={readAt} />],
      ]}
    />
  );
}
