/** Small signs: icons, badges, rings, the mark of a status. */
import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import type { DeploymentStatus } from '../protocol.ts';
import './toolkit.ts';

/** Decoration: what it says is always also in words beside it. */
export function Icon({ name, class: className = '' }: { name: string; class?: string }) {
  return <i class={`codicon codicon-${name} ${className}`} aria-hidden="true" />;
}

export function Badge({ children }: { children: ComponentChildren }) {
  return <span class="badge">{children}</span>;
}

export function Divider() {
  return <vscode-divider role="separator" />;
}

/** The toolkit's ring is an assertive alert named "Loading"; hidden here, as the words beside it say more. */
export function Ring() {
  return (
    <span class="ring" aria-hidden="true">
      <vscode-progress-ring />
    </span>
  );
}

export function Waiting({ children }: { children: ComponentChildren }) {
  return (
    <p class="waiting" role="status">
      <Ring />
      <span>{children}</span>
    </p>
  );
}

const statusMarks: Record<DeploymentStatus, { icon: string; word: string }> = {
  pending: { icon: 'circle-large-outline', word: t('Pending') },
  deploying: { icon: 'sync', word: t('Deploying') },
  active: { icon: 'pass-filled', word: t('Active') },
  failed: { icon: 'error', word: t('Failed') },
  stopped: { icon: 'debug-stop', word: t('Stopped') },
};

export function StatusMark({ status, inferred = false }: { status: DeploymentStatus; inferred?: boolean }) {
  const { icon, word } = statusMarks[status];
  return (
    <span class={`status status-${status}`}>
      <Icon name={icon} class={status === 'deploying' ? 'codicon-modifier-spin' : ''} />
      {inferred ? t`${word}, inferred` : word}
    </span>
  );
}
