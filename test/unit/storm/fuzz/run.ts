import assert from 'node:assert/strict';
import type { Connector, InvokeEvent, Listing } from '../../../../src/connectors/index.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import { patientClock } from '../../connectors/kit.ts';
import { accounts } from './accounts.ts';
import type { Account } from './accounts.ts';
import { calls, endOf, streams } from './calls.ts';
import type { Call, Known } from './calls.ts';
import { Luck } from './luck.ts';
import { PlaneTape, playedPlane } from './plane.ts';
import { played, Tape } from './tape.ts';
import { fuzzStreams } from './streams.ts';
import { TypeChecks } from './types.ts';
import { Watchdog } from './watchdog.ts';

/** One account as recorded: from here on no socket is used. */
export interface Recorded extends Known {
  tape: Tape;
  plane: PlaneTape;
}

const longestMs = 400;

/** Every call once with the simulator itself, for each of a few deployments. */
export async function recorded(open: () => Promise<Account>): Promise<Recorded> {
  const account = await open();
  const tape = new Tape();
  const plane = new PlaneTape();
  const { control } = account;
  const now = control.now();
  const connector = account.connect({
    fetch: tape.recording,
    clock: patientClock(control),
    ...(account.plane ? { plane: plane.recording(account.plane) } : {}),
  });
  const { deployments } = await connector.list();
  const ids = deployments.map(({ id }) => id);
  const known = { account, ids, now, tape, plane };
  const reading = calls.filter(
    ({ method }) => !/deploy|update|stop|start|remove|rollback|restart|^route/i.test(method),
  );
  for (const call of [...reading, ...calls.filter((each) => !reading.includes(each))]) {
    if (call.method === 'follow' || call.method === 'remove') continue;
    for (let turn = 0; turn < Math.min(ids.length, 8); turn++)
      await Promise.race([
        // A refusal is an answer, too.
        call.run(connector, { ...known, ids: ids.slice(turn) }, first).catch(() => undefined),
        // Some wait for platform time that nobody lets pass.
        new Promise((resolve) => setTimeout(resolve, longestMs).unref()),
      ]);
  }
  connector.dispose();
  await account.close();
  return known;
}

/** No chance at all: the first of everything. */
const first = Object.assign(new Luck(1), { pick: <T>(from: readonly T[]) => from[0] as T });

export interface Fault {
  seed: string;
  what: string[];
}

/** One seed: one call of one connector, with answers changed on the way. */
export async function tryOne(
  known: Recorded,
  types: TypeChecks,
  seed: string,
): Promise<{ changed: number; fault?: Fault }> {
  const luck = new Luck(seed);
  const share = luck.pick([0.15, 0.5, 1]);
  const watchdog = new Watchdog();
  const wire = played(known.tape, luck, share, watchdog);
  const plane = playedPlane(known.plane, luck, share, watchdog);
  const connector = known.account.connect({
    fetch: wire.fetch,
    clock: watchdog.clock(known.now),
    ...(known.account.plane ? { plane: plane.plane } : {}),
  });
  const call = luck.pick(calls);
  const what = await outcome(
    call,
    () => watchdog.watch(() => call.run(connector, known, luck)),
    types,
  ).finally(() => connector.dispose());
  const changed = wire.changed() + plane.changed();
  return what.length === 0 ? { changed } : { changed, fault: { seed: `${seed} (${call.method})`, what } };
}

async function outcome({ method }: Call, run: () => Promise<unknown>, types: TypeChecks): Promise<string[]> {
  const wrong: string[] = [];
  try {
    const value = await run();
    if (value === undefined) return [];
    const check = types.answer('Connector', method);
    if (streams.has(method))
      (value as unknown[]).forEach((item, at) => check(item, `${method}[${at}]`, wrong));
    else check(value, method, wrong);
    wrong.push(...beyondTypes(method, value));
  } catch (error) {
    wrong.push(...untold(error, types));
  }
  return wrong;
}

/** What of a thrown error is no failure told as one. */
function untold(error: unknown, types: TypeChecks): string[] {
  const stack =
    error instanceof Error
      ? `${error.stack ?? ''}\n${String(error.cause instanceof Error ? error.cause.stack : '')}`
      : String(error);
  if (!(error instanceof PlatformError)) return [stack];
  const wrong: string[] = [];
  types.named('ErrorData')(error.data, 'error', wrong);
  if (error.message === '' || error.message.startsWith('Unexpected failure')) wrong.push(stack);
  return wrong;
}

function beyondTypes(method: keyof Connector, value: unknown): string[] {
  if (method === 'invoke') {
    const all = value as InvokeEvent[];
    const ends = endOf(all);
    const [end] = ends;
    if (ends.length !== 1 || all.at(-1) !== end)
      return [`${ends.length} ends: ${all.map(({ type }) => type).join(' ')}`];
    if (end?.type === 'error' && end.error.message.startsWith('Unexpected failure'))
      return [JSON.stringify(end.error)];
    return [];
  }
  if (method !== 'list') return [];
  const { deployments } = value as Listing;
  const ids = deployments.map(({ id }) => id);
  return [
    ...(new Set(ids).size === ids.length ? [] : ['an id is there twice']),
    ...deployments
      .filter(({ id, name }) => id === '' || name === '')
      .map((row) => `no name: ${JSON.stringify(row).slice(0, 200)}`),
  ];
}

export interface Figures {
  inputs: number;
  changedAnswers: number;
  faults: Fault[];
}

/** So many calls, spread over all connectors. */
export async function fuzzConnectors(inputs: number, seed: number, only?: string): Promise<Figures> {
  const types = new TypeChecks();
  const figures: Figures = { inputs: 0, changedAnswers: 0, faults: [] };
  const names = Object.entries(accounts).filter(([name]) => only === undefined || only === name);
  for (const [name, open] of names) {
    const known = await recorded(open);
    assert.ok(known.ids.length > 0 && known.tape.size + known.plane.size > 2, `${name} was not recorded`);
    for (let turn = 0; turn < inputs / names.length; turn++) {
      const { changed, fault } = await tryOne(known, types, `${name}:${seed}:${turn}`);
      figures.inputs++;
      figures.changedAnswers += changed;
      if (fault) figures.faults.push(fault);
    }
  }
  return figures;
}

/** A third of the inputs are bodies of streams, which are read in no time; the others are calls of connectors. */
export async function fuzz(inputs: number, seed: number): Promise<Figures> {
  const bodies = Math.floor(inputs / 3);
  const streamed = await fuzzStreams(bodies, seed);
  const called = await fuzzConnectors(inputs - bodies, seed);
  return {
    inputs: called.inputs + bodies,
    changedAnswers: called.changedAnswers + bodies,
    faults: [...streamed, ...called.faults],
  };
}
