import type { RoutePlan } from '../../connectors/connector.ts';
import { percent } from '../../webviews/format.ts';
import type { DeploymentView } from '../deployments/types.ts';
import type { Question } from '../dialogs.ts';

/** Asked before traffic moves: who will then answer how much of it. */
export function routeQuestion({ name, group }: DeploymentView, { shares }: RoutePlan): Question {
  const to = group === undefined ? 'its endpoint' : `"${group}"`;
  return {
    message: `Send traffic to "${name}"?`,
    detail: [
      `Requests to ${to} are then answered by:`,
      ...shares.map(
        ({ name: each, before, after }) =>
          `${each}: ${share(after)}${before === undefined || before === after ? '' : ` (now ${share(before)})`}`,
      ),
      'It takes about half a minute. It costs nothing more: what runs is billed already.',
    ].join('\n'),
    yes: 'Send Traffic',
  };
}

const share = (part: number | undefined): string => (part === undefined ? 'share not known' : percent(part));
