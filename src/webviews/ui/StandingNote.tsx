import { t } from '@vscode/l10n';
import type { ErrorData, PlatformId, Standing } from '../protocol.ts';
import { Button } from './Button.tsx';
import { Callout, ErrorCallout } from './Callout.tsx';

interface StandingNoteProps {
  standing: Standing;
  connect: (platform: PlatformId) => void;
}

/** Why what is shown cannot be believed any more, and what to do. */
export function StandingNote({ standing, connect }: StandingNoteProps) {
  if (standing.state === 'good') return null;
  if (!('platform' in standing)) {
    return (
      <Callout level="warning" title={t('This deployment is not there any more.')}>
        <p>{t('It was deleted, here or elsewhere. What was recorded on this machine stays.')}</p>
      </Callout>
    );
  }
  const { state, platform, platformName } = standing;
  const refused = state === 'refused';
  return (
    <Callout
      level="warning"
      title={
        refused ? t`${platformName} does not accept the key any more.` : t`${platformName} is not connected.`
      }
      actions={
        <Button icon="key" onClick={() => connect(platform)}>
          {refused ? t('Update the key…') : t`Connect ${platformName}…`}
        </Button>
      }
    >
      <p>
        {refused ? t('Update it') : t('Connect it')}{' '}
        {t('to go on. Until then its status is unknown; nothing here is lost.')}
      </p>
    </Callout>
  );
}

interface LoadErrorProps {
  error: ErrorData;
  retry: () => void;
  connect: (platform: PlatformId) => void;
}

/** A panel that cannot show anything yet: where a key is missing, the way to give one. */
export function LoadError({ error, retry, connect }: LoadErrorProps) {
  const { code, platform, remedy } = error;
  if (code !== 'unauthorized' || platform === undefined || remedy !== undefined)
    return <ErrorCallout error={error} retry={retry} />;
  return (
    <Callout
      level="warning"
      title={error.message}
      actions={
        <Button kind="primary" icon="key" onClick={() => connect(platform)}>
          {t('Connect…')}
        </Button>
      }
    >
      <p>{error.hint}</p>
    </Callout>
  );
}
