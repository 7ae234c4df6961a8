import { t } from '@vscode/l10n';
import { problem } from './errors.ts';

/** What an id of this connector names: a deployment of the control plane, or a LoRAX server. */
export type Place = { kind: 'deployment'; name: string } | { kind: 'lorax'; server: string };

export const deploymentId = (name: string) => `deployment/${name}`;

export function placeOf(id: string): Place {
  const slash = id.indexOf('/');
  const rest = id.slice(slash + 1);
  if (slash > 0 && rest !== '') {
    if (id.startsWith('deployment/')) return { kind: 'deployment', name: rest };
    if (id.startsWith('lorax/')) return { kind: 'lorax', server: rest };
  }
  throw notFound(id);
}

export function notFound(id: string) {
  return problem('not-found', t`There is no deployment “${id}” on Predibase.`, {
    hint: t('Refresh the list: it may have been deleted.'),
  });
}
