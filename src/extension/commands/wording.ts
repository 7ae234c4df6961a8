import { t } from '@vscode/l10n';
import type { Estimate, Plan } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';
import type { DeploymentView } from '../deployments/types.ts';
import { perHour, perMonth, plural, range } from '../../webviews/shared/format.ts';
import type { Question } from '../dialogs.ts';

/** The questions asked before something is spent or destroyed: what happens, to what, and what it costs. */

export function stopQuestion(view: DeploymentView, platform: string): Question {
  return {
    message: t`Stop "${view.name}" on ${platform}?`,
    detail: lines(
      view.consequences?.stop ?? t('Requests to it fail from then on.'),
      view.legacy ?? t('You can start it again later.'),
      t`${costNow(view)} Billing ends when its replicas are gone.`,
    ),
    yes: t('Stop'),
  };
}

export function startQuestion(view: DeploymentView, platform: string): Question {
  return {
    message: t`Start "${view.name}" on ${platform}?`,
    detail: lines(
      startCost(view),
      view.consequences?.start ?? t('You pay while it runs, also when nobody uses it.'),
    ),
    yes: t('Start'),
  };
}

/** The new ones come up beside the old ones, which end when they have done their work. */
export function restartQuestion(view: DeploymentView, platform: string): Question {
  return {
    message: t`Restart "${view.name}" on ${platform}?`,
    detail: lines(
      t('Its containers are replaced by new ones of the same release. Requests may wait until those are up.'),
      costNow(view),
    ),
    yes: t('Restart'),
  };
}

/** `last`: nothing else is in its group, which then goes with it. */
export function deleteQuestion(view: DeploymentView, platform: string, last: boolean): Question {
  const running = view.status === 'active' || view.status === 'deploying';
  return {
    message: t`Delete "${view.name}" from ${platform}?`,
    detail: lines(
      view.consequences?.remove ?? (running ? t('It is running. Requests to it fail from then on.') : ''),
      last && view.group ? t`Its endpoint "${view.group}" is deleted too: it has no other deployment.` : '',
      t('It cannot be brought back. The metrics recorded on this machine stay.'),
      running ? costNow(view) : '',
    ),
    yes: t('Delete'),
  };
}

/** Nothing else is known in the group that the platform keeps it in. */
export function isLastOfGroup(view: DeploymentView, all: readonly DeploymentView[]): boolean {
  return !all.some(
    ({ key, platform, group, draft }) =>
      !draft && key !== view.key && platform === view.platform && group === view.group,
  );
}

export function deployQuestion(view: DeploymentView, platform: string, plan: Plan): Question {
  return {
    message: t`Deploy "${view.name}" (${view.model.name}) to ${platform}?`,
    detail: lines(estimateText(plan.estimate), ...onThisMachine(plan), ...warnings(plan)),
    yes: t('Deploy'),
  };
}

export function updateQuestion(view: DeploymentView, platform: string, plan: Plan): Question {
  return {
    message: t`Change "${view.name}" on ${platform}?`,
    detail: lines(
      estimateText(plan.estimate),
      view.consequences?.update ?? '',
      ...onThisMachine(plan),
      ...warnings(plan),
    ),
    yes: t('Change'),
  };
}

const warnings = ({ checks }: Plan): string[] =>
  checks.filter(({ level }) => level === 'warning').map(({ message }) => message);

/** Files that are written and programs that are run, where the platform is deployed to by them. */
const onThisMachine = ({ files = [], requests }: Plan): string[] => [
  ...files.filter(({ standing }) => standing !== 'same').map(({ path }) => t`It writes ${path}.`),
  ...requests.filter(({ method }) => method === 'RUN').map(({ url }) => t`It runs: ${url}`),
];

/** `servers`: how many are registered by URL. */
export function disconnectQuestion(platform: string, running: number, servers = 0): Question {
  return {
    message: t`Disconnect ${platform}?`,
    detail: lines(
      t('Its key is deleted from this machine. Drafts and recorded metrics stay.'),
      servers > 0
        ? servers === 1
          ? t('1 server that you registered is taken off the list, with the key of each.')
          : t`${servers} servers that you registered are taken off the list, with the key of each.`
        : '',
      running > 0
        ? running === 1
          ? t('1 deployment keeps running and costing money.')
          : t`${running} deployments keep running and costing money.`
        : '',
    ),
    yes: t('Disconnect'),
  };
}

/** Said when a delete that waited was called off. */
export const deleteCancelled = ({ name }: DeploymentView): string =>
  t`"${name}" is not deleted. It stays stopped; start it when you want it back.`;

/** Said when a deploy was called off. */
export const deployCancelled = (name: string): string =>
  t`The deploy of "${name}" was cancelled. Its draft is kept.`;

/** Nobody waits for a delete that takes long, so the message says what it is about. */
export function notDeleted(name: string, { data }: PlatformError): PlatformError {
  return new PlatformError({ ...data, message: t`"${name}" was not deleted. ${data.message}` });
}

export function estimateText({ minPerHour, maxPerHour }: Estimate): string {
  if (minPerHour === undefined && maxPerHour === undefined) return t('What it costs is not known.');
  const low = minPerHour ?? maxPerHour ?? 0;
  const high = maxPerHour ?? low;
  const sum = range(perHour(low), perHour(high));
  return t`It costs ${sum} (${range(perMonth(low), perMonth(high))}) while it runs.`;
}

function costNow({ price, replicas: { ready, readyInferred, min } }: DeploymentView): string {
  if (!price) return t('What it costs now is not known.');
  // Not reported: what it keeps running at the least is known all the same.
  if (ready === undefined)
    return min
      ? t`It costs at least ${perHour(price.perReplicaHour * min)} now.`
      : t('What it costs now is not known.');
  if (ready === 0) return t('No replica of it runs now.');
  const cost = perHour(price.perReplicaHour * ready);
  return readyInferred ? t`It costs about ${cost} now.` : t`It costs ${cost} now.`;
}

function startCost({ price, config, replicas }: DeploymentView): string {
  if (!price) return t('What it will cost is not known.');
  const min = config.minReplicas ?? replicas.min;
  const max = config.maxReplicas ?? replicas.max;
  const perReplica = t`${perHour(price.perReplicaHour)} per replica`;
  if (!max) return t`It will cost ${perReplica}.`;
  const most = perHour(price.perReplicaHour * max);
  if (!min) return t`It will cost at most ${most} (${perReplica}, up to ${plural(max, 'replica')}).`;
  const sum = range(perHour(price.perReplicaHour * min), most);
  return t`It will cost ${sum} (${perReplica}, ${range(String(min), String(max))} replicas).`;
}

const lines = (...parts: string[]): string => parts.filter(Boolean).join('\n');
