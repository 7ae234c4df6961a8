import { setTimeout as pause } from 'node:timers/promises';
import type { ErrorData, Listing } from '../../../../src/connectors/index.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import type { Stage } from '../../conformance/stage.ts';
import { often } from '../../conformance/stage.ts';
import type { Act, Call } from './calls.ts';
import type { FaultKind } from './faults.ts';
import { badlyTold, badWords, sentTwice } from './judge.ts';
import type { Line } from './line.ts';
import type { Outcome, Scope } from './outcomes.ts';
import { targets } from './targets.ts';
import { hastened } from './timers.ts';
import type { Timers } from './timers.ts';

export interface Tools {
  line: Line;
  timers: Timers;
}

export interface Ending {
  outcome: Outcome | 'hung' | 'foreign';
  /** Requests that met the fault. */
  struck: number;
  requests: number;
  /** Platform time that passed. */
  waited: number;
  value?: unknown;
  /** Everything that must not be, whatever the outcome. */
  wrong: string[];
  /** For whoever looks for the reason. */
  said?: string;
}

/** Far beyond what any cell takes on a machine that has other work, too. */
const patience = 60_000;
/** Between two tries; time-outs are longer. */
const shortWait = 5_000;
/** What is read whole at most, and what was on its way when that was seen. */
const longestBody = 40 * 2 ** 20;

/** Runs what is ready while the fault is in force. */
export async function strike(
  stage: Stage,
  { line, timers }: Tools,
  { kind }: Pick<Call, 'kind'>,
  act: Act,
  fault: FaultKind,
  scope: Scope,
): Promise<Ending> {
  const { control } = stage;
  const struckByRewrite = arm(stage, line, kind, fault, scope);
  control.clearRequests();
  const began = control.now();
  timers.install();
  try {
    const stop = new AbortController();
    const hurried = fault.stalls ? Number.POSITIVE_INFINITY : libraryWaits(stage) ? shortWait : 0;
    const ended = await ending(act(stop.signal), timers, hurried);
    if (ended.outcome === 'hung') stop.abort();
    const wrong = [...complaints(ended, stage)];
    const left = await leftOpen(stage, line, timers);
    const requests = control.requests();
    const struck =
      line.struck + struckByRewrite() + requests.filter(({ faults }) => faults.length > 0).length;
    const sent = Math.max(0, ...requests.map((one) => one.sent ?? 0));
    if (sent > longestBody) wrong.push(`read ${Math.round(sent / 2 ** 20)} MB`);
    return {
      outcome: ended.outcome,
      ...('value' in ended ? { value: ended.value } : {}),
      ...(ended.said === undefined ? {} : { said: ended.said }),
      struck,
      requests: requests.length,
      waited: control.now() - began,
      wrong: [...wrong, ...left, ...sentTwice(requests, kind)],
    };
  } finally {
    timers.restore();
    stage.clearFaults();
    stage.rewrite(undefined);
    line.mend();
  }
}

/** Modal’s client waits by the real clock before it tries again; so do programs, which must not be hurried. */
function libraryWaits({ definition, places }: Stage): boolean {
  return definition.id === 'modal' && places.create?.method !== 'RUN';
}

function arm(stage: Stage, line: Line, kind: Call['kind'], fault: FaultKind, scope: Scope): () => number {
  const places = targets(stage, kind);
  const times = scope === 'once' ? 1 : often * 4;
  if (fault.line) line.strike(fault.line, places, times);
  const { rewrite } = fault;
  let rewritten = 0;
  if (rewrite)
    stage.rewrite((body, path) => {
      rewritten++;
      return rewrite(body, path);
    });
  for (const place of places) {
    const how = place.method === 'GRPC' ? fault.grpc : fault.sim;
    const rule = how?.(stage);
    if (rule) stage.fault({ ...place, times, skip: fault.skip ?? 0, fault: rule });
  }
  return () => rewritten;
}

interface Ended {
  outcome: Ending['outcome'];
  value?: unknown;
  error?: unknown;
  problems: readonly ErrorData[];
  said?: string;
}

async function ending(work: Promise<unknown>, timers: Timers, hurried: number): Promise<Ended> {
  const done = work.then(
    (value): Ended => ofValue(value),
    (error: unknown): Ended => ({
      outcome: error instanceof PlatformError ? (error.code as Outcome) : 'foreign',
      error,
      problems: [],
      said: error instanceof Error ? error.message.slice(0, 400) : String(error),
    }),
  );
  const giveUp = new AbortController();
  const late = pause(patience, undefined, { signal: giveUp.signal }).then(
    (): Ended => ({ outcome: 'hung', problems: [] }),
    (): Ended => ({ outcome: 'hung', problems: [] }),
  );
  const ended = await Promise.race([hurried > 0 ? hastened(done, timers, hurried) : done, late]);
  giveUp.abort();
  return ended;
}

/** A list that is not whole is the failure that it tells. */
function ofValue(value: unknown): Ended {
  const problems = (value as Partial<Listing> | undefined)?.problems ?? [];
  const [first] = problems;
  return first
    ? { outcome: first.code, value, problems, said: first.message }
    : { outcome: 'ok', value, problems };
}

function complaints({ error, problems, outcome }: Ended, { secrets }: Stage): string[] {
  if (outcome === 'hung') return ['it does not end'];
  return [
    ...(error === undefined ? [] : badlyTold(error, secrets)),
    ...problems.flatMap((problem) => badWords(problem, secrets)),
  ];
}

/** What a call leaves behind is gone soon after it, or never. */
async function leftOpen({ control }: Stage, line: Line, timers: Timers): Promise<string[]> {
  const left = (): string[] => {
    const open = control.requests().filter(({ outcome }) => outcome === 'open');
    return [
      ...open.map(({ method, path }) => `left open: ${method} ${path}`),
      ...(line.open > 0 ? [`${line.open} sockets left open`] : []),
      ...(timers.left() > 0 ? [`${timers.left()} timers left`] : []),
    ];
  };
  for (let tries = 0; tries < 60 && left().length > 0; tries++) await pause(tries < 30 ? 1 : 20);
  return left();
}
