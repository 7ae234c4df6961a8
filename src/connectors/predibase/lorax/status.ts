import { t } from '@vscode/l10n';
import type { DeploymentStatus } from '../../domain.ts';
import type { ProbeResult } from './probe.ts';

/** What is remembered of a server between looks. All times in ms since epoch. */
export interface Watched {
  /** Undefined = never contacted. */
  last?: ProbeResult | undefined;
  /** The first probe is under way. */
  probing?: boolean;
  /** When the start of it may have begun: its registration. */
  addedAt: number;
  /** When it was first seen healthy. */
  healthySince?: number | undefined;
  /** Looks in a row without an answer in time. */
  misses: number;
  /** It was healthy at the last look that it answered, not long ago and not in an earlier session. */
  steady?: boolean;
  /** Generations fail one after the other, whatever /health says. */
  generationStuck?: boolean;
}

export interface ServerStatus {
  status: DeploymentStatus;
  word: string;
  message?: string;
  notes: string[];
  /** Absent = unknown. */
  ready?: 0 | 1;
}

/** Loading a large model and warming it up takes minutes, in which the port is closed. */
export const startWindow = 15 * 60_000;

/** LoRAX reports no status: it is concluded, and says so. */
export function statusOf(watched: Watched, now: number): ServerStatus {
  const { last, probing = false, steady = false } = watched;
  if (!last)
    return probing
      ? { status: 'deploying', word: t('first look'), notes: [] }
      : { status: 'pending', word: t('not contacted'), message: t('It was not contacted yet.'), notes: [] };
  switch (last.kind) {
    case 'healthy':
      return active(watched);
    case 'silent':
      // One missed look of a server that answered so far is not its end: /health waits behind a long prefill.
      if (steady && watched.misses < 2)
        return {
          ...active(watched),
          notes: [t('It did not answer the last look in time.')],
        };
      return unreachable(watched, now, last.error.message);
    case 'unreachable':
      return unreachable(watched, now, last.error.message);
    case 'behind-proxy':
      return {
        status: 'deploying',
        word: t('proxy up, server not'),
        message: t`A proxy answers (${last.status}), the server behind it does not.`,
        notes: [],
        ready: 0,
      };
    case 'unhealthy':
      return {
        status: 'failed',
        word: 'unhealthy',
        message: t('The server says that it is unhealthy: its model does not answer.'),
        notes: [t('Look at its log; it may have to be restarted.')],
        ready: 0,
      };
    case 'locked':
      return {
        status: 'failed',
        word: t('token refused'),
        message: t`What stands in front of the server refuses the token (${last.status}).`,
        notes: [t('Whether the server runs cannot be seen.')],
      };
    case 'foreign':
      return { status: 'failed', word: t('not a LoRAX server'), message: last.why, notes: [], ready: 0 };
  }
}

function active({ generationStuck = false }: Watched): ServerStatus {
  if (!generationStuck) return { status: 'active', word: 'healthy', notes: [], ready: 1 };
  return {
    status: 'active',
    word: 'degraded',
    message: t('Health answers, generation does not.'),
    notes: [t('The last requests failed without a reason: restart the server.')],
    ready: 1,
  };
}

function unreachable({ addedAt, healthySince }: Watched, now: number, message: string): ServerStatus {
  if (healthySince === undefined && now - addedAt < startWindow)
    return {
      status: 'deploying',
      word: t('starting or down'),
      message,
      notes: [t('A server opens its port only when its model is loaded.')],
      ready: 0,
    };
  return { status: 'stopped', word: 'unreachable', message, notes: [], ready: 0 };
}
