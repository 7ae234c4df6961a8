import assert from 'node:assert/strict';
import type { ConnectContext, Connector, InvokeEvent } from '../../../../src/connectors/index.ts';
import type { InvokeRequest } from '../../../../src/connectors/index.ts';
import { replicate } from '../../../../src/connectors/replicate/definition.ts';
import type { LoggedRequest } from '../../../platforms/kit/requestLog.ts';
import { startReplicate } from '../../../platforms/replicate/index.ts';
import type { ReplicateOptions, ReplicateSimulator } from '../../../platforms/replicate/index.ts';
import { checkReplicateLogged } from '../../../platforms/replicate/spec.ts';
import {
  arrivals,
  holdAgainstDocument,
  memoryOf,
  openOnes,
  patientClock,
  processes,
  takingTurns,
  question,
} from '../kit.ts';
import type { Match } from '../kit.ts';

export { collect, fails, last, memoryOf, question, textOf } from '../kit.ts';

export interface Bench {
  readonly sim: ReplicateSimulator;
  readonly connector: Connector;
  readonly memory: Map<string, string>;
  readonly logged: string[];
  /** How long the connector waited, in order. */
  readonly slept: number[];
  /** The same account, seen by a process that remembers nothing (or what is given). */
  readonly again: (context?: Partial<ConnectContext>) => Connector;
  /** `METHOD path?query` of what arrived since the last call. */
  readonly sent: (match?: Match) => string[];
  readonly close: () => Promise<void>;
}

const open = openOnes<Bench>();
export const closeBenches = () => open.closeAll();

/** A connector on real sockets against the simulator; waiting lets simulated time pass at once. */
export async function openBench(options: ReplicateOptions = {}): Promise<Bench> {
  const sim = await startReplicate(options);
  const slept: number[] = [];
  const clock = takingTurns(patientClock(sim.control), slept);
  const memory = new Map<string, string>();
  const { logged, connect, dispose } = processes(await replicate.load(), {
    credentials: { token: sim.credentials.token },
    baseUrls: sim.baseUrls,
    clock,
  });
  const connector = connect({ memory: memoryOf(memory) });
  const { all, take, sent } = arrivals(sim.control);
  const bench: Bench = {
    sim,
    connector,
    memory,
    logged,
    slept,
    again: connect,
    sent,
    close: async () => {
      dispose();
      take();
      await sim.close();
      holdAgainstDocument(checkReplicateLogged, all.filter(isDescribed));
      const kept = [...logged, ...memory.values()].join('\n');
      for (const token of Object.values(sim.credentials))
        assert.ok(!kept.includes(token), 'a token is in the log or in the memory');
      assert.ok(!/\/v1\/streams\//.test(kept), 'the address of a stream is in the log or in the memory');
    },
  };
  return open.add(bench);
}

/** Streams and files live on hosts of their own, which no document describes. */
function isDescribed({ path }: LoggedRequest): boolean {
  return path.startsWith('/v1/') && !/^\/v1\/(streams|files)\//.test(path);
}

/** Where a request goes, in the one form in which the connector gives it. */
export function addressOf(input: Parameters<typeof fetch>[0]): string {
  assert.equal(typeof input, 'string');
  return input as string;
}

export function partsOf(events: readonly InvokeEvent[]) {
  return events.findLast((event) => event.type === 'output')?.parts;
}

export const plain: InvokeRequest = { ...question, stream: false };

export const chat = 'acme/chat-prod';
export const images = 'acme/images';
export const support = 'acme/support';
export const retired = 'acme/sdxl-retired';
export const posters = 'acme/7-posters';
