import { t } from '@vscode/l10n';
import type { RoutePlan } from '../../connectors/connector.ts';
import { percent } from '../../webviews/shared/format.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Question } from '../dialogs.ts';

/** Asked before traffic moves: who will then answer how much of it. */
export function routeQuestion({ name, group }: DeploymentView, { shares }: RoutePlan): Question {
  const to = group === undefined ? t('its endpoint') : `"${group}"`;
  return {
    message: t`Send traffic to "${name}"?`,
    detail: [
      t`Requests to ${to} are then answered by:`,
      ...shares.map(
        ({ name: each, before, after }) =>
          `${each}: ${share(after)}${before === undefined || before === after ? '' : t` (now ${share(before)})`}`,
      ),
      t('It takes about half a minute. It costs nothing more: what runs is billed already.'),
    ].join('\n'),
    yes: t('Send Traffic'),
  };
}

const share = (part: number | undefined): string =>
  part === undefined ? t('share not known') : percent(part);
