import assert from 'node:assert/strict';
import { ModalClient } from 'modal';
import { type ModalOptions, type ModalSimulator, startModal } from '../../../platforms/modal/index.ts';

export type Rpc = ModalClient['cpClient'];

export interface Lab {
  readonly sim: ModalSimulator;
  readonly client: ModalClient;
  readonly rpc: Rpc;
  close(): Promise<void>;
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export async function openLab(options: ModalOptions = {}): Promise<Lab> {
  const sim = await startModal(options);
  const client = connect(sim, sim.credentials);
  return { sim, client, rpc: client.cpClient, close: () => sim.close() };
}

/** The official client, unchanged: the server's address is read from the environment as it is made. */
export function connect(sim: ModalSimulator, pair: { tokenId: string; tokenSecret: string }): ModalClient {
  const before = process.env['MODAL_SERVER_URL'];
  process.env['MODAL_SERVER_URL'] = sim.baseUrls.server;
  try {
    const { tokenId, tokenSecret } = pair;
    return new ModalClient({ tokenId, tokenSecret, maxThrottleWaitSecs: 2, logger: quiet });
  } finally {
    if (before === undefined) delete process.env['MODAL_SERVER_URL'];
    else process.env['MODAL_SERVER_URL'] = before;
  }
}

/** That a call is refused with this code, and in these words. */
export async function refused(call: Promise<unknown>, code: number, words: RegExp = /./): Promise<void> {
  await assert.rejects(call, (error: { code?: number; details?: string; message?: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.details ?? '', words);
    return true;
  });
}

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

export const proxyHeaders = ({ credentials }: ModalSimulator): Record<string, string> => ({
  'modal-key': credentials.proxyTokenId,
  'modal-secret': credentials.proxyTokenSecret,
});

/** Waits until so many requests have reached deployed functions, before a manual clock is moved. */
export async function arrived(sim: ModalSimulator, count: number): Promise<void> {
  while (sim.control.dataRequests().length < count) await turn();
  await turn();
}

/** Moves the clock in steps, so that what happens on the way can be answered. */
export async function pass(sim: ModalSimulator, ms: number, steps = 4): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    sim.control.advance(ms / steps);
    await turn();
  }
}

export const turn = (ms = 5): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
