import assert from 'node:assert/strict';
import { definitions, platformIds } from '../../../src/connectors/index.ts';
import type { Clock, Connector, PlatformId } from '../../../src/connectors/index.ts';
import { PlatformError } from '../../../src/connectors/index.ts';
import type { SimControl } from '../../platforms/kit/control.ts';
import type { Fault } from '../../platforms/kit/faults.ts';
import { startModal } from '../../platforms/modal/index.ts';
import { startReplicate } from '../../platforms/replicate/index.ts';
import { startPredibase } from '../../platforms/predibase/index.ts';
import { startTogether } from '../../platforms/together/index.ts';
import { fails, memoryOf, patientClock, takingTurns } from '../connectors/kit.ts';
import { tellStorm } from './storm.ts';

const minute = 60_000;

interface Platform {
  control: Pick<SimControl, 'now' | 'advance' | 'requests' | 'limitRequests'>;
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
  const definition = definitions[platform];
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

/** A platform that publishes no limit, with a large account. */
interface Unpublished {
  name: string;
  open: (count: number) => Promise<Platform>;
  refusal: (seconds: number) => Fault;
}

/** Of each platform, or why it is not among them. */
const unpublished = {
  together: {
    name: 'Together AI',
    open: async (count) => {
      const sim = await startTogether();
      sim.control.fillDeployments(count);
      return sim;
    },
    refusal: (seconds) => ({
      kind: 'status',
      status: 429,
      body: { error: { message: 'Rate limit exceeded', type: 'rate_limit', param: null, code: null } },
      headers: { 'retry-after': String(seconds) },
    }),
  },
  replicate: 'It publishes its limits: the first of the tests.',
  predibase: 'One request lists all: whoever watches does not come near the budget.',
  modal: {
    name: 'Modal',
    open: async (count) => {
      const sim = await startModal();
      sim.control.fillApps(count);
      return { ...sim, credentials: { ...sim.credentials }, baseUrls: { ...sim.baseUrls } };
    },
    refusal: (seconds) => ({
      kind: 'grpc',
      code: 8,
      details: 'Too many requests',
      retryAfterSecs: seconds,
    }),
  },
} satisfies Record<PlatformId, Unpublished | string>;

/** A large account of each. */
const large = {
  replicate: async () => {
    const sim = await startReplicate();
    sim.control.fillDeployments(1000);
    return sim;
  },
  predibase: async () => {
    const sim = await startPredibase();
    sim.control.addMany(1000);
    return sim;
  },
  together: () => unpublished.together.open(500),
  modal: () => unpublished.modal.open(500),
} satisfies Record<PlatformId, () => Promise<Platform>>;

/** How many were refused, of how many. */
const countedAt = ({ control }: Platform): { requests: number; refused: number } => {
  const all = control.requests();
  // 429, and gRPC's 8.
  const refused = all.filter(({ status }) => status === 429 || status === 8).length;
  return { requests: all.length, refused };
};

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
    tellStorm('limits', {
      ...{ platform: 'Replicate', limit: 3000, minutes: 1 },
      ...{ requests: control.requests().length, rounds, refused: 0 },
    });
    connector.dispose();
    await sim.close();
  });

  for (const platform of platformIds) {
    const one: Unpublished | string = unpublished[platform];
    if (typeof one === 'string') continue;
    const { name, open, refusal } = one;
    it(`that ${name} does not publish is hardly met where it is higher than was thought, and soon kept where it is lower`, async () => {
      for (const { limit, minutes } of [
        { limit: 1000, minutes: 1 },
        { limit: 300, minutes: 5 },
      ]) {
        const sim = await open(1000);
        sim.control.limitRequests(limit, refusal);
        const { connector, slept } = await watched(platform, sim);
        const end = sim.control.now() + minutes * minute;
        let rounds = 0;
        for (; sim.control.now() < end; rounds++) {
          const problems = await connector.list().then(
            (listing) => listing.problems,
            (error: unknown) => [PlatformError.from(error).data],
          );
          assert.deepEqual(
            problems.filter(({ code }) => code !== 'rate-limited'),
            [],
          );
          // Whoever watches waits as long as is asked.
          sim.control.advance(Math.max(300, ...problems.flatMap(({ retryAfterMs }) => retryAfterMs ?? [])));
        }
        assert.ok(sum(slept) > 0, 'it was watched too slowly to say anything');
        const { requests, refused } = countedAt(sim);
        tellStorm('limits', { platform: name, limit, minutes, requests, rounds, refused });
        assert.ok(refused <= (limit < 900 ? 6 * minutes : 0), `${refused} of ${requests} were refused`);
        connector.dispose();
        await sim.close();
      }
    });

    it(`does not keep an action on ${name} waiting while a list waits for its turn`, async () => {
      const sim = await open(400);
      sim.control.limitRequests(1000, refusal);
      const waiting = Promise.withResolvers<undefined>();
      // Time stands still: whoever waits does so until the end.
      const clock: Clock = {
        ...patientClock(sim.control),
        sleep: (_ms, signal) =>
          new Promise((_resolve, reject) => {
            waiting.resolve(undefined);
            signal?.addEventListener('abort', () => reject(new DOMException('left', 'AbortError')));
          }),
      };
      const definition = definitions[platform];
      const { credentials, baseUrls } = sim;
      const connector = (await definition.load())({ credentials, baseUrls, clock, memory: memoryOf() });
      const { deployments } = await connector.list();
      const row = deployments.find(({ allowed }) => allowed.stop === true) ?? assert.fail('nothing to stop');
      const stop = new AbortController();
      const left = fails('cancelled', connector.list({ fresh: true, signal: stop.signal }));
      await waiting.promise;
      const stopped = await connector.stop(row.id);
      assert.notEqual(stopped.allowed.stop, true);
      assert.equal(countedAt(sim).refused, 0);
      stop.abort();
      await left;
      connector.dispose();
      await sim.close();
    });
  }

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
    const definition = definitions.replicate;
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
    for (const platform of platformIds) {
      const sim = await large[platform]();
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
