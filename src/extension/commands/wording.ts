import type { Estimate, Plan } from '../../connectors/connector.ts';
import type { DeploymentView } from '../deployments/types.ts';
import { perHour, perMonth, plural, range } from '../../webviews/format.ts';
import type { Question } from '../dialogs.ts';

/** The questions asked before something is spent or destroyed: what happens, to what, and what it costs. */

export function stopQuestion(view: DeploymentView, platform: string): Question {
  return {
    message: `Stop "${view.name}" on ${platform}?`,
    detail: lines(
      'Requests to it fail from then on.',
      view.legacy ?? 'You can start it again later.',
      `${costNow(view)} Billing ends when its replicas are gone.`,
    ),
    yes: 'Stop',
  };
}

export function startQuestion(view: DeploymentView, platform: string): Question {
  return {
    message: `Start "${view.name}" on ${platform}?`,
    detail: lines(`${startCost(view)} You pay while it runs, also when nobody uses it.`),
    yes: 'Start',
  };
}

/** `last`: nothing else is in its group, which then goes with it. */
export function deleteQuestion(view: DeploymentView, platform: string, last: boolean): Question {
  const running = view.status === 'active' || view.status === 'deploying';
  return {
    message: `Delete "${view.name}" from ${platform}?`,
    detail: lines(
      running ? 'It is running. Requests to it fail from then on.' : '',
      last && view.group ? `Its endpoint "${view.group}" is deleted too: it has no other deployment.` : '',
      'It cannot be brought back. The metrics recorded on this machine stay.',
      running ? costNow(view) : '',
    ),
    yes: 'Delete',
  };
}

/** Nothing else is known in the group that the platform keeps it in. */
export function isLastOfGroup(view: DeploymentView, all: readonly DeploymentView[]): boolean {
  return !all.some(
    ({ key, platform, group, draft }) =>
      !draft && key !== view.key && platform === view.platform && group === view.group,
  );
}

export function deployQuestion(view: DeploymentView, platform: string, { estimate, checks }: Plan): Question {
  return {
    message: `Deploy "${view.name}" (${view.model.name}) to ${platform}?`,
    detail: lines(
      estimateText(estimate),
      ...checks.filter(({ level }) => level === 'warning').map(({ message }) => message),
    ),
    yes: 'Deploy',
  };
}

export function updateQuestion(view: DeploymentView, platform: string, { estimate, checks }: Plan): Question {
  return {
    message: `Change "${view.name}" on ${platform}?`,
    detail: lines(
      estimateText(estimate),
      ...checks.filter(({ level }) => level === 'warning').map(({ message }) => message),
    ),
    yes: 'Change',
  };
}

export function disconnectQuestion(platform: string, running: number): Question {
  return {
    message: `Disconnect ${platform}?`,
    detail: lines(
      'Its key is deleted from this machine. Drafts and recorded metrics stay.',
      running > 0
        ? `${plural(running, 'deployment')} ${running === 1 ? 'keeps' : 'keep'} running and costing money.`
        : '',
    ),
    yes: 'Disconnect',
  };
}

export function estimateText({ minPerHour, maxPerHour }: Estimate): string {
  if (minPerHour === undefined && maxPerHour === undefined) return 'What it costs is not known.';
  const low = minPerHour ?? maxPerHour ?? 0;
  const high = maxPerHour ?? low;
  const sum = range(perHour(low), perHour(high));
  return `It costs ${sum} (${range(perMonth(low), perMonth(high))}) while it runs.`;
}

function costNow({ price, replicas: { ready } }: DeploymentView): string {
  if (!price || ready === undefined) return 'What it costs now is not known.';
  return ready === 0
    ? 'No replica of it runs now.'
    : `It costs ${perHour(price.perReplicaHour * ready)} now.`;
}

function startCost({ price, config }: DeploymentView): string {
  if (!price) return 'What it will cost is not known.';
  const { minReplicas, maxReplicas } = config;
  const perReplica = `${perHour(price.perReplicaHour)} per replica`;
  if (!minReplicas || !maxReplicas) return `It will cost ${perReplica}.`;
  const sum = range(perHour(price.perReplicaHour * minReplicas), perHour(price.perReplicaHour * maxReplicas));
  return `It will cost ${sum} (${perReplica}, ${range(String(minReplicas), String(maxReplicas))} replicas).`;
}

const lines = (...parts: string[]): string => parts.filter(Boolean).join('\n');
