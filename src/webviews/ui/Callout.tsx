import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import type { ErrorData, Remedy } from '../protocol.ts';
import { duration } from '../shared/format.ts';
import { Button } from './Button.tsx';
import { useCommon } from './common.tsx';
import { Icon } from './marks.tsx';

const icons = { error: 'error', warning: 'warning', info: 'info', success: 'pass-filled' };

interface CalloutProps {
  level: keyof typeof icons;
  title?: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
}

export function Callout({ level, title, children, actions }: CalloutProps) {
  return (
    <div class={`callout callout-${level}`} role={level === 'error' ? 'alert' : 'status'}>
      <Icon name={icons[level]} class="callout-icon" />
      <div class="callout-body">
        {title === undefined ? null : <p class="callout-title">{title}</p>}
        {children}
        {actions === undefined ? null : <div class="actions">{actions}</div>}
      </div>
    </div>
  );
}

interface ErrorCalloutProps {
  error: ErrorData;
  retry?: (() => void) | undefined;
  retryLabel?: string;
  children?: ComponentChildren;
}

/** An error as a person needs it: what happened, what to do, then the platform's own words for support. */
export function ErrorCallout({ error, retry, retryLabel = t('Try again'), children }: ErrorCalloutProps) {
  const facts: [string, string][] = [];
  if (error.status !== undefined) facts.push([t('Status'), `HTTP ${String(error.status)}`]);
  if (error.platformCode !== undefined) facts.push([t('Code'), error.platformCode]);
  if (error.requestId !== undefined) facts.push([t('Request'), error.requestId]);
  if (error.retryAfterMs !== undefined) facts.push([t('Retry after'), duration(error.retryAfterMs)]);
  return (
    <Callout
      level="error"
      title={error.message}
      actions={
        retry === undefined && error.remedy === undefined ? undefined : (
          <>
            <RemedyButton error={error} />
            {retry === undefined ? null : (
              <Button icon="refresh" onClick={retry}>
                {retryLabel}
              </Button>
            )}
          </>
        )
      }
    >
      {error.hint === undefined ? null : <p>{error.hint}</p>}
      {quoted(error) ? <blockquote>{error.platformMessage}</blockquote> : null}
      {facts.length === 0 ? null : <Facts facts={facts} />}
      {children}
    </Callout>
  );
}

const remedies: Record<Remedy, { label: string; icon: string }> = {
  'install-python-client': { label: t('Install Modal’s client'), icon: 'desktop-download' },
  'choose-python': { label: t('Choose a Python…'), icon: 'folder-opened' },
  'issue-credential': { label: t('Create a proxy token…'), icon: 'key' },
  'manage-trust': { label: t('Manage workspace trust…'), icon: 'workspace-untrusted' },
};

/** What Slipway can do about it when it is asked to. */
export function RemedyButton({ error: { remedy, platform } }: { error: ErrorData }) {
  const common = useCommon();
  if (remedy === undefined) return null;
  const { label, icon } = remedies[remedy];
  return (
    <Button icon={icon} onClick={() => common.remedy(remedy, platform)}>
      {label}
    </Button>
  );
}

/** The platform's own words, unless the message is already made of them. */
function quoted({ message, platformMessage }: ErrorData): boolean {
  return platformMessage !== undefined && !message.includes(platformMessage.replace(/[.\s]+$/, ''));
}

/** Pairs of a word and a value, in a row that wraps. */
export function Facts({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
