import assert from 'node:assert/strict';
import { definitions } from '../../../src/connectors/index.ts';
import type { Clock, Connector, PlatformId } from '../../../src/connectors/index.ts';
import type { SimControl } from '../../platforms/kit/control.ts';
import { startReplicate } from '../../platforms/replicate/index.ts';
import { startPredibase } from '../../platforms/predibase/index.ts';
import { fails, memoryOf, patientClock, takingTurns } from '../connectors/kit.ts';
import { tellStorm } from './storm.ts';

const minute = 60_000;

interface Platform {
  control: Pick<SimControl, 'now' | 'advance' | 'requests'>;
  credentials: Record<string, string>;
  baseUrls: Record<string, string>;
  close: () => Promise<void>;
}

/** How a connection fares at a platform that limits requests, watched as fast as the answers come. */
async function watched(
  platform: PlatformId,
  sim: Platform,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<{ connector: Connector; slept: number[]; clock: Clock; watch: (ms: number) => Promise<number> }> {
  const slept: number[] = [];
  const clock = takingTurns(patientClock(sim.control), slept);
  const definition = definitions[platform] ?? assert.fail(platform);
  const { credentials, baseUrls } = sim;
  const connector = (await definition.load())({ credentials, baseUrls, clock, fetch, memory: memoryOf() });
  const watch = async (ms: number): Promise<number> => {
    let rounds = 0;
    for (const end = sim.control.now() + ms; sim.control.now() < end; rounds++) {
      const { problems } = await connector.list();
      assert.deepEqual(problems, []);
      // What an answer takes in life.
      sim.control.advance(300);
    }
    return rounds;
  };
  return { connector, slept, clock, watch };
}

const throttledAt = ({ control }: Platform): number =>
  control.requests().filter(({ status }) => status === 429).length;

const sum = (all: readonly number[]): number => all.reduce((total, ms) => total + ms, 0);

describe('A platform that limits requests', function () {
  this.timeout(60_000);

  it('is never asked for more than Replicate publishes, and a stop goes at once', async () => {
    const sim = await startReplicate();
    const { control } = sim;
    control.fillDeployments(4000);
    const { connector, slept, watch } = await watched('replicate', sim);
    const rounds = await watch(minute);
    const waited = sum(slept.splice(0));
    assert.ok(waited > 0, 'it was watched too slowly to say anything');
    const { deployments } = await connector.list();
    const row = deployments.find(({ allowed }) => allowed.stop === true) ?? assert.fail('nothing to stop');
    slept.length = 0;
    await connector.stop(row.id);
    assert.deepEqual(slept, [], 'the stop waited');
    assert.equal(throttledAt(sim as unknown as Platform), 0);
    tellStorm('limits', { platform: 'Replicate', requests: control.requests().length, rounds, refused: 0 });
    connector.dispose();
    await sim.close();
  });

  it('can be left while one waits for one’s turn', async () => {
    const sim = await startReplicate();
    const { control } = sim;
    const stop = new AbortController();
    const patient = patientClock(control);
    const waits: number[] = [];
    // Waiting takes time here, until the person leaves.
    const clock: Clock = {
      ...patient,
      sleep: (ms, signal) =>
        new Promise((_resolve, reject) => {
          waits.push(ms);
          signal?.addEventListener('abort', () => reject(new DOMException('left', 'AbortError')));
          setImmediate(() => stop.abort());
        }),
    };
    const definition = definitions.replicate ?? assert.fail('no definition');
    const { credentials, baseUrls } = sim;
    const connector = (await definition.load())({ credentials, baseUrls, clock, memory: memoryOf() });
    await fails(
      'cancelled',
      (async () => {
        for (;;) await connector.list({ signal: stop.signal });
      })(),
    );
    assert.ok(waits.length > 0, 'nobody waited');
    connector.dispose();
    await sim.close();
  });

  it('asks nobody to wait who watches at the usual pace', async () => {
    const replicate = await startReplicate();
    const predibase = await startPredibase();
    replicate.control.fillDeployments(1000);
    predibase.control.addMany(1000);
    for (const [platform, sim] of [
      ['replicate', replicate],
      ['predibase', predibase],
    ] as const) {
      const { connector, slept } = await watched(platform, sim);
      for (let round = 0; round < 40; round++) {
        await connector.list();
        assert.deepEqual(slept, [], `${platform} in round ${round}`);
        sim.control.advance(5000);
      }
      connector.dispose();
      await sim.close();
    }
  });
});
