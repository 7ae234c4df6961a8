import assert from 'node:assert/strict';
import type { Connector, ConnectContext } from '../../../../src/connectors/index.ts';
import { definitions } from '../../../../src/connectors/index.ts';
import { checkLogged } from '../../../platforms/spec.ts';
import { startTogether } from '../../../platforms/together/index.ts';
import type { TogetherOptions, TogetherSimulator } from '../../../platforms/together/index.ts';
import { arrivals, holdAgainstDocument, memoryOf, openOnes, patientClock, processes } from '../kit.ts';
import type { Match } from '../kit.ts';

export { collect, fails, last, question } from '../kit.ts';

export interface Bench {
  readonly sim: TogetherSimulator;
  readonly connector: Connector;
  readonly memory: Map<string, string>;
  readonly logged: string[];
  /** The same account, seen by a process that remembers nothing (or what is given). */
  again(context?: Partial<ConnectContext>): Connector;
  /** `METHOD path?query` of what arrived since the last call. */
  sent(match?: Match): string[];
  id(name: string): Promise<string>;
  /** Lets platform time pass until the deployment is in the state. */
  until(name: string, state: string): void;
  close(): Promise<void>;
}

const open = openOnes<Bench>();
export const closeBenches = () => open.closeAll();

/** A connector on real sockets against the simulator; waiting lets simulated time pass at once. */
export async function openBench(options: TogetherOptions = {}): Promise<Bench> {
  const sim = await startTogether(options);
  const clock = patientClock(sim.control);
  const memory = new Map<string, string>();
  const { logged, connect, dispose } = processes(await definitions.together.load(), {
    credentials: sim.credentials,
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
    again: connect,
    sent,
    id: async (name) => {
      const { deployments } = await connector.list();
      const found = deployments.find((deployment) => deployment.name === name);
      assert.ok(found, `${name} is not listed`);
      return found.id;
    },
    until: (name, state) => {
      for (let minutes = 0; sim.control.deployment(name).state !== state; minutes++) {
        assert.ok(minutes < 600, `${name} never becomes ${state}`);
        sim.control.advance(60_000);
      }
    },
    close: async () => {
      dispose();
      take();
      await sim.close();
      holdAgainstDocument(checkLogged, all);
      assert.ok(!logged.join('\n').includes(sim.credentials.apiKey), 'the key is in the log');
    },
  };
  return open.add(bench);
}

export const qwen = { id: 'arch_qwen9', name: 'Qwen/Qwen3.5-9B', kind: 'model' as const };
