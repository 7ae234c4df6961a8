import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import type { Capability, PlatformId, Support, WizardPlatform } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { Link } from '../ui/Link.tsx';
import { Badge, Icon, Waiting } from '../ui/marks.tsx';
import { inOrder } from './steps.ts';

interface PlatformStepProps {
  platforms: readonly WizardPlatform[];
  selected: PlatformId | undefined;
  onSelect: (platform: PlatformId) => void;
  connect: (platform: PlatformId) => Promise<void>;
  addServer: (platform: PlatformId) => Promise<void>;
}

export function PlatformStep({ platforms, selected, onSelect, connect, addServer }: PlatformStepProps) {
  return (
    <fieldset class="platforms">
      <legend class="sr-only">{t('Platform')}</legend>
      {inOrder(platforms).map((platform) => (
        <PlatformCard
          key={platform.id}
          platform={platform}
          selected={platform.id === selected}
          onSelect={() => onSelect(platform.id)}
          connect={() => connect(platform.id)}
          addServer={() => addServer(platform.id)}
        />
      ))}
    </fieldset>
  );
}

interface PlatformCardProps {
  platform: WizardPlatform;
  selected: boolean;
  onSelect: () => void;
  connect: () => Promise<void>;
  addServer: () => Promise<void>;
}

function PlatformCard(props: PlatformCardProps) {
  const { platform, selected, onSelect, connect, addServer } = props;
  const [asking, setAsking] = useState(false);
  const { id, displayName, connected } = platform;
  const ask = (question: () => Promise<void>): void => {
    setAsking(true);
    void question().finally(() => setAsking(false));
  };
  return (
    <div class={`card choice ${selected ? 'selected' : ''}`}>
      <label class="choice-head">
        <input
          type="radio"
          name="platform"
          checked={selected}
          disabled={!connected}
          onChange={onSelect}
          aria-describedby={`platform-${id}`}
        />
        <span class="choice-title">{displayName}</span>
        {connected ? <Badge>{t('Connected')}</Badge> : null}
      </label>
      <div id={`platform-${id}`} class="choice-body">
        <p>{platform.purpose}</p>
        {platform.account === undefined ? null : (
          <p class="quiet small">
            <Icon name="account" class="inline-icon" /> {platform.account}
          </p>
        )}
        <Capabilities capabilities={platform.capabilities} />
      </div>
      {platform.problem === undefined ? null : <ErrorCallout error={platform.problem} />}
      <div class="row">
        {asking ? <Waiting>{t('Answer in the box at the top of the window.')}</Waiting> : null}
        {!connected && !asking ? (
          <Button kind="primary" icon="key" onClick={() => ask(connect)}>
            {t`Connect ${displayName}…`}
          </Button>
        ) : null}
        {platform.serversLabel !== undefined && !asking ? (
          <Button icon="server" onClick={() => ask(addServer)}>
            {t`Register a ${platform.serversLabel}…`}
          </Button>
        ) : null}
        <Link url={platform.homepage}>{t`About ${displayName}`}</Link>
      </div>
    </div>
  );
}

const words: Partial<Record<Capability, string>> = {
  streaming: t('Streaming'),
  adapters: t('LoRA adapters'),
  stop: t('Stop and start'),
  update: t('Live updates'),
  usage: t('Usage figures'),
  logs: t('Event log'),
  regions: t('Regions'),
};

function Capabilities({ capabilities }: { capabilities: Record<Capability, Support> }) {
  return (
    <ul class="capabilities">
      {(Object.entries(words) as [Capability, string][]).map(([capability, word]) => {
        const support = capabilities[capability];
        const absent = support.level === 'absent';
        const detail =
          support.level === 'absent' ? support.why : support.level === 'emulated' ? support.how : undefined;
        return (
          <li key={capability} class={absent ? 'quiet' : ''} title={detail}>
            <Icon name={absent ? 'dash' : 'check'} /> {word}
            {absent ? (
              <span class="sr-only">
                {' '}
                {t('not available:')} {detail}
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
