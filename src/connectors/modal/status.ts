import { t } from '@vscode/l10n';
import type { DeploymentStatus, StatusDetail } from '../domain.ts';
import { wordTable } from '../word-table.ts';
import { appState, appWord, provisioning } from './states.ts';

/** A first deployment that nobody carries on for this long has failed. */
export const abandonedAfter = 10 * 60_000;

export interface TaskCount {
  /** Containers that have started. */
  ready: number;
  /** All of them, those that wait for a GPU or load too. */
  all: number;
  /** One that has started. */
  sample?: string;
}

export interface AppFacts {
  now: number;
  state: number;
  createdAt?: number | undefined;
  stoppedAt?: number | undefined;
  /** It has been deployed at least once. Absent = not known. */
  version?: number | undefined;
  /** Absent = not read. */
  tasks?: TaskCount | undefined;
  max?: number | undefined;
  /** Requests that wait. Absent = not read. */
  backlog?: number | undefined;
  /** Containers that failed in the last minutes while none started. */
  failing?: boolean | undefined;
  /** Slipway is deploying it at this moment. */
  deploying?: boolean | undefined;
}

export interface Verdict {
  status: DeploymentStatus;
  detail: StatusDetail;
  error?: string;
}

export function appVerdict(facts: AppFacts): Verdict {
  const word = appWord(facts.state);
  const say = (status: DeploymentStatus, notes: string[] = [], inferred = false): Verdict => ({
    status,
    detail: { word, ...(inferred ? { inferred } : {}), ...(notes.length === 0 ? {} : { notes }) },
  });
  switch (facts.state) {
    case appState.deployed:
      return say('active', [
        ...(facts.deploying ? [t('a new version is being deployed')] : []),
        ...load(facts),
      ]);
    case appState.initializing:
      return initializing(facts, say);
    case appState.stopping:
      return say('stopped', ['stopping']);
    case appState.stopped:
      return say('stopped');
    case appState.disabled:
      return say('stopped', [t('disabled by Modal, check the budget')]);
    default:
      return unforeseen(facts, say);
  }
}

type Say = (status: DeploymentStatus, notes?: string[], inferred?: boolean) => Verdict;

/** Its first version is not there yet: Modal keeps the state when whoever deployed it went away. */
function initializing({ now, createdAt, deploying }: AppFacts, say: Say): Verdict {
  if (deploying || createdAt === undefined || now - createdAt < abandonedAfter)
    return say('deploying', [t('its first version is being deployed')]);
  const error = t('Its first deployment was begun more than ten minutes ago and did not end.');
  return { ...say('failed', [], true), error };
}

/** A state that Modal has added since: what else is known decides. */
function unforeseen({ stoppedAt, tasks }: AppFacts, say: Say): Verdict {
  const note = t('Modal reports a state that Slipway does not know');
  if (stoppedAt !== undefined) return say('stopped', [note], true);
  return say(tasks && tasks.ready > 0 ? 'active' : 'deploying', [note], true);
}

/** What the containers are doing, from counts alone: nothing is asked of the deployment itself. */
export function load({ tasks, backlog = 0, max, failing }: AppFacts): string[] {
  const waiting = backlog > 0 ? [backlog === 1 ? t('1 request waits') : t`${backlog} requests wait`] : [];
  if (failing) return [t('its containers fail to start'), ...waiting];
  if (!tasks) return waiting;
  if (tasks.all === 0) return backlog > 0 ? waiting : [t('scaled to zero')];
  if (tasks.ready === 0) return ['starting', ...waiting];
  const full = backlog > 0 && max !== undefined && tasks.ready >= max;
  return full ? ['overloaded', ...waiting] : waiting;
}

export interface EndpointFacts {
  /** The list's own word, which goes first; may be empty. */
  word: string;
  provisioning: number;
  appState: number;
  tasks?: TaskCount | undefined;
  backlog?: number | undefined;
}

const endpointStatuses = wordTable<DeploymentStatus>({
  pending: 'pending',
  provisioning: 'deploying',
  live: 'active',
  failed: 'failed',
  stopping: 'stopped',
  cancelling: 'stopped',
  cancelled: 'stopped',
  stopped: 'stopped',
});

export function endpointVerdict(facts: EndpointFacts): Verdict {
  const told = facts.word.trim().toLowerCase();
  const known = Object.hasOwn(endpointStatuses, told) ? endpointStatuses[told] : undefined;
  const status = known ?? concluded(facts);
  const notes = [
    ...(status === 'active' ? load({ now: 0, state: facts.appState, ...facts }) : []),
    ...(known || told === '' ? [] : [t`Modal says ${facts.word.trim()}`]),
    ...(told === 'stopping' || told === 'cancelling' ? ['stopping'] : []),
  ];
  return {
    status,
    detail: {
      word: told === '' ? appWord(facts.appState) : facts.word.trim(),
      ...(known ? {} : { inferred: true }),
      ...(notes.length === 0 ? {} : { notes }),
    },
    ...(status === 'failed' ? { error: t('Modal could not provision it. Its page on Modal says why.') } : {}),
  };
}

/** From what an older server tells, or one with newer words. */
function concluded({ provisioning: step, appState: state }: EndpointFacts): DeploymentStatus {
  if (state === appState.stopping || state === appState.stopped || state === appState.disabled)
    return 'stopped';
  switch (step) {
    case provisioning.pending:
      return 'pending';
    case provisioning.failed:
      return 'failed';
    case provisioning.cancelling:
    case provisioning.cancelled:
      return 'stopped';
    default:
      return state === appState.deployed ? 'active' : 'deploying';
  }
}
