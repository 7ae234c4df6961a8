import { t } from '@vscode/l10n';
import type { DeploymentStatus } from '../domain.ts';
import type { Run } from './runs.ts';
import { isOver } from './runs.ts';
import { clockTime } from './units.ts';

/** Our choices: the platform reports no status, and these say when traffic proves something. */
export const startingFor = 10_000;
export const servedWithin = 5 * 60_000;
export const youngRelease = 10 * 60_000;
export const failuresInRow = 3;
export const coldTooLong = 15 * 60_000;

export interface Facts {
  now: number;
  /** Absent: the platform names no release. */
  release?: { at?: number | undefined; min?: number | undefined; max?: number | undefined } | undefined;
  /** A change was sent, and neither an answer nor a read has confirmed it. */
  unconfirmed?: boolean;
  /** Of this release only, newest first. */
  runs: readonly Run[];
}

export interface Inferred {
  status: DeploymentStatus;
  basis: 'local' | 'configuration' | 'traffic';
  sentence: string;
  evidenceId?: string;
  warning?: string;
}

/** The status, concluded: the first rule that matches. A cold boot may last minutes and is never a failure. */
export function inferStatus({ now, release, unconfirmed, runs }: Facts): Inferred {
  if (unconfirmed || !release)
    return { status: 'deploying', basis: 'local', sentence: t('Sent, waiting for the platform') };
  if (release.max === 0)
    return { status: 'stopped', basis: 'configuration', sentence: t('Disabled: instances set to 0/0') };
  return served(now, runs) ?? failing(runs) ?? waiting(now, runs) ?? settings(now, release, runs);
}

function served(now: number, runs: readonly Run[]): Inferred | undefined {
  const proof = runs.find((run) => {
    if (run.status === 'processing') return true;
    const ended = run.status === 'succeeded' || run.status === 'canceled';
    return ended && run.started !== undefined && now - (run.ended ?? run.started) <= servedWithin;
  });
  if (!proof) return undefined;
  const at = proof.status === 'processing' ? now : (proof.ended ?? proof.started ?? now);
  const sentence =
    proof.status === 'processing' ? t('A run is being served') : t`A run was served at ${clockTime(at)}`;
  return { status: 'active', basis: 'traffic', sentence, evidenceId: proof.id };
}

/** One failed run is an error of the model or of an input; only what the platform failed counts. */
function failing(runs: readonly Run[]): Inferred | undefined {
  const ended = runs.filter(({ status }) => isOver(status)).slice(0, failuresInRow);
  const platformFailed = ({ status, started, fault }: Run) =>
    status === 'failed' && (started === undefined || (fault !== undefined && fault !== 'model'));
  const [newest] = ended;
  if (!newest || ended.length < failuresInRow || !ended.every(platformFailed)) return undefined;
  const code =
    ended.find(({ fault }) => fault !== undefined && fault !== 'model')?.fault ?? t('never started');
  return {
    status: 'failed',
    basis: 'traffic',
    sentence: t`Last ${failuresInRow} runs failed: ${code}`,
    evidenceId: newest.id,
  };
}

function waiting(now: number, runs: readonly Run[]): Inferred | undefined {
  const [newest] = runs;
  const since = newest?.status === 'starting' ? now - (newest.created ?? now) : 0;
  const ended = runs.find(({ status }) => isOver(status));
  const proof = since > startingFor ? newest : ended?.status === 'aborted' ? ended : undefined;
  if (!proof) return undefined;
  return {
    status: 'deploying',
    basis: 'traffic',
    sentence: t('Waiting for an instance (cold boot or queue)'),
    evidenceId: proof.id,
    ...(since > coldTooLong
      ? { warning: t('A run has waited for more than 15 minutes: look at the instances on its web page') }
      : {}),
  };
}

function settings(now: number, { at, min }: NonNullable<Facts['release']>, runs: readonly Run[]): Inferred {
  const enabled = (sentence: string): Inferred => ({ status: 'active', basis: 'configuration', sentence });
  if (runs.length > 0 || min === undefined) return enabled(t('Enabled; instance state not reported'));
  if (min === 0) return enabled(t('Enabled; idle or scaled to zero'));
  if (at !== undefined && now - at < youngRelease)
    return {
      status: 'deploying',
      basis: 'configuration',
      sentence: t('Instances are expected to start; not confirmed'),
    };
  return enabled(t('Enabled, always-on requested; health not reported'));
}
