/** What a deployment is made of and what can be done about it while it runs, where its platform has such things. */
import { t } from '@vscode/l10n';
import type { DeploymentPart, DeploymentView } from '../protocol.ts';
import { Button } from './Button.tsx';
import { CopyButton } from './Code.tsx';
import { useCommon } from './common.tsx';
import { Badge, Icon } from './marks.tsx';

interface OfDeployment {
  deployment: DeploymentView;
}

export function LogsButton({ deployment: { key, followable } }: OfDeployment) {
  const { action } = useCommon();
  if (followable !== true) return null;
  return (
    <Button icon="output" onClick={() => action(key, 'logs')}>
      {t('Logs')}
    </Button>
  );
}

export function RestartButton({ deployment: { key, restartable, busy } }: OfDeployment) {
  const { action } = useCommon();
  if (restartable === undefined) return null;
  const no = restartable === true ? busy?.step : restartable.no;
  return (
    <Button
      icon="debug-restart"
      disabled={no !== undefined}
      title={no}
      onClick={() => action(key, 'restart')}
    >
      {t('Restart…')}
    </Button>
  );
}

/** Its functions and servers, with where each answers; of several, which one a test calls. */
export function Parts({ deployment: { parts = [], endpoint } }: OfDeployment) {
  if (parts.length === 0) return null;
  const several = parts.filter(({ url }) => url !== undefined).length > 1;
  return (
    <ul class="deployment-parts" aria-label={t('Functions and servers')}>
      {parts.map((part) => (
        <li key={part.id}>
          <Icon name={part.kind === 'server' ? 'server' : 'symbol-function'} />
          <span class="part-name">{part.name}</span>
          <Address of={part} />
          {several && part.url !== undefined && endpoint?.url.startsWith(part.url) ? (
            <Badge>{t('Usual for tests')}</Badge>
          ) : null}
          <span class="quiet small">{[part.instanceType, part.note].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ul>
  );
}

function Address({ of: { name, url } }: { of: DeploymentPart }) {
  if (url === undefined) return <span class="quiet small">{t('no address of its own')}</span>;
  return (
    <span class="part-address">
      <span class="mono">{url}</span>
      <CopyButton text={url} label={t`address of ${name}`} />
    </span>
  );
}
