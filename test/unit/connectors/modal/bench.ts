import assert from 'node:assert/strict';
import type { ConnectContext, Connector } from '../../../../src/connectors/index.ts';
import { modal } from '../../../../src/connectors/modal/definition.ts';
import { startModal } from '../../../platforms/modal/index.ts';
import type { ModalOptions, ModalSimulator } from '../../../platforms/modal/index.ts';
import { arrivals, memoryOf, openOnes, patientClock, processes, takingTurns } from '../kit.ts';
import type { Match } from '../kit.ts';

export { collect, fails, last, memoryOf, question, textOf } from '../kit.ts';

export interface Bench {
  readonly sim: ModalSimulator;
  readonly connector: Connector;
  readonly memory: Map<string, string>;
  readonly logged: string[];
  /** How long the connector waited, in order. */
  readonly slept: number[];
  /** The same account, seen by a process that remembers nothing (or what is given). */
  readonly again: (context?: Partial<ConnectContext>) => Connector;
  /** Names of the calls that arrived since it was last asked, without those of signing in. */
  readonly calls: () => string[];
  /** The bodies of one call that arrived since anything was last asked. */
  readonly bodies: (rpc: string) => unknown[];
  /** The next `times` calls of that name are refused with a gRPC status. */
  readonly refuse: (rpc: string, code: number, details?: string, times?: number) => void;
  /** The next call of that name is carried out, and its answer is lost. */
  readonly loseAnswer: (rpc: string, times?: number) => void;
  readonly close: () => Promise<void>;
}

const open = openOnes<Bench>();
export const closeBenches = () => open.closeAll();

/** A connector on real sockets against the simulator; waiting lets simulated time pass at once. */
export async function openBench(
  options: ModalOptions = {},
  context: Partial<ConnectContext> = {},
): Promise<Bench> {
  const sim = await startModal(options);
  const slept: number[] = [];
  const clock = takingTurns(patientClock(sim.control), slept);
  const memory = new Map<string, string>();
  const { logged, connect, dispose } = processes(await modal.load(), {
    credentials: { ...sim.credentials },
    baseUrls: sim.baseUrls,
    clock,
  });
  const connector = connect({ memory: memoryOf(memory), ...context });
  const { take } = arrivals(sim.control);
  const bench: Bench = {
    sim,
    connector,
    memory,
    logged,
    slept,
    again: connect,
    calls: () => names(take({ path: servicePath })),
    bodies: (rpc) => take({ path: `${servicePath}${rpc}` } satisfies Match).map(({ body }) => body),
    refuse: (rpc, code, details = 'refused by the test', times = 1) => {
      const fault = { kind: 'grpc', code, details } as const;
      sim.control.addFault({ path: servicePath + rpc, times, fault });
    },
    loseAnswer: (rpc, times = 1) => {
      sim.control.addFault({ path: servicePath + rpc, times, fault: { kind: 'loseResponse' } });
    },
    close: async () => {
      dispose();
      await sim.close();
      const kept = [...logged, ...memory.values()].join('\n');
      for (const [key, value] of Object.entries(sim.credentials))
        if (/secret/i.test(key)) assert.ok(!kept.includes(value), `${key} is in the log or in the memory`);
    },
  };
  return open.add(bench);
}

export const servicePath = '/modal.client.ModalClient/';

function names(requests: readonly { path: string }[]): string[] {
  return requests.map(({ path }) => path.slice(servicePath.length)).filter((name) => name !== 'AuthTokenGet');
}
