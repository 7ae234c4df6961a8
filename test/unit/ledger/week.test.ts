import assert from 'node:assert/strict';
import type { TimeWindow } from '../../../src/connectors/index.ts';
import { combinedCost } from '../../../src/extension/metrics/combined.ts';
import { DeploymentService } from '../../../src/extension/deployments/service.ts';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import type { CostReport } from '../../../src/extension/metrics/types.ts';
import { silent } from '../deployments/builders.ts';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { keepers, type Books } from './books.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Polls while somebody looks: a change is seen with the next one. */
const pollMs = minute;

const never = (): void => undefined;

/** Slipway over one platform, without an editor; somebody looks at it in office hours. */
class Office {
  readonly books: Books;
  readonly service: DeploymentService;
  readonly metrics: MetricsService;
  readonly store: Store;
  readonly #signal = new AbortController().signal;

  constructor(books: Books) {
    this.books = books;
    const clock = {
      now: books.now,
      monotonic: books.now,
      sleep: () => new Promise<void>(never),
    };
    this.store = new Store({ folder: tempFolder(), clock, log: silent });
    const { definition, connector } = books;
    this.service = new DeploymentService({
      definitions: [definition],
      store: this.store,
      clock,
      log: silent,
    });
    this.service.connect(definition.id, connector, { id: 'acme', label: 'Acme', details: [] });
    this.metrics = new MetricsService({
      ...{ store: this.store, clock, deployments: this.service, pollSeconds: () => pollMs / 1000 },
    });
  }

  async look(ms: number): Promise<TimeWindow> {
    const { books, service } = this;
    const from = books.now();
    await service.poll(books.definition.id, this.#signal);
    while (books.now() < from + ms) {
      books.advance(pollMs);
      await service.poll(books.definition.id, this.#signal);
    }
    return { from, to: books.now() };
  }

  /** Asks a model that is billed by token, in one piece and as a stream. */
  async ask(key: string, prompt: string): Promise<void> {
    for (const stream of [false, true]) {
      const test = this.service.testing.test(key, { prompt, stream });
      for await (const event of test) assert.notEqual(event.type, 'error', JSON.stringify(event));
    }
  }

  key(id: string): string {
    return `${this.books.definition.id}:${id}`;
  }

  cost(id: string, window: TimeWindow): CostReport {
    return this.metrics.report(this.key(id), window).cost;
  }

  async close(): Promise<void> {
    this.service.dispose();
    this.store.dispose();
    await this.books.close();
  }
}

/** Whatever lies between two polls is seen with the second. */
const slack = (perHour: number, changes: number): number => (perHour * changes * pollMs) / hour;

describe('A week against the platform’s own invoice', () => {
  afterEach(cleanTemp);

  for (const { name, left, open } of Object.values(keepers))
    it(`of ${name}: equal where it was watched, and within the range where it was not`, async () => {
      const office = new Office(await open());
      const { books, service } = office;
      try {
        const platform = books.definition.id;
        const draft = books.spec && service.saveDraft({ platform, spec: await books.spec('weekly') });
        const key = draft ? await service.deploy(draft.id) : office.key(await books.running());
        const id = key.slice(platform.length + 1);
        const shared = books.tokens && (await service.serverless.open(platform, books.tokens.model));
        const begun = books.now();
        const can = (action: 'stop' | 'start' | 'update') => service.get(key)?.allowed[action] === true;
        const watched: { window: TimeWindow; changes: number }[] = [];

        for (let today = 0; today < 7; today++) {
          const weekend = today >= 5;
          if (shared) await office.ask(shared, `What happened on day ${today} of the week?`);
          if (!weekend) {
            const act = async (work: Promise<unknown>) => {
              await work;
              return 2;
            };
            const first = await office.look(30 * minute);
            let changes = today === 0 ? 2 : 0;
            if (today === 1 && books.spec && can('update'))
              changes = await act(service.update(key, { minReplicas: 2 }));
            if (today === 3 && books.spec && can('stop')) changes = await act(service.stop(key));
            if (today === 4 && books.spec && can('start')) changes = await act(service.start(key));
            const { to } = await office.look(90 * minute);
            watched.push({ window: { from: first.from, to }, changes });
          }
          books.advance(22 * hour + (weekend ? 2 * hour : 0));
        }
        await office.look(0);
        const now = books.now();
        const rate = (service.get(key)?.price?.perReplicaHour ?? assert.fail('no price')) * 3;

        for (const { window, changes } of watched) {
          const own = office.cost(id, window);
          const invoice = books.invoice(id, window);
          if (own.ceiling !== undefined && own.ceiling !== own.observed) {
            // Nobody counts the replicas: bounds, and the bill between them.
            assert.ok((own.observed ?? 0) <= invoice + 1 && invoice <= own.ceiling + slack(rate, changes));
            continue;
          }
          assert.equal(own.coverage, 1);
          const off = Math.abs((own.observed ?? 0) - invoice);
          assert.ok(
            off <= slack(rate, changes) + 1,
            `${off} off in a watched stretch with ${changes} changes`,
          );
        }

        const week = { from: begun, to: now };
        const own = office.cost(id, week);
        const invoice = books.invoice(id, week);
        const allowed = slack(rate, 12);
        assert.ok(invoice > 0 && (own.coverage ?? 0) < 0.2);
        assert.equal(own.atLeast, false);
        assert.ok((own.observed ?? 0) <= invoice + allowed, 'never more than the bill where it was not seen');
        assert.ok(invoice <= (own.ceiling ?? 0) + allowed, `${invoice} is above ${own.ceiling}`);
        const { usage } = await service.insight.report(key, week);
        const both = usage && combinedCost(own, usage);
        assert.equal(both !== undefined, left !== undefined);
        if (both && left !== undefined) {
          assert.equal(both.conflict, undefined, JSON.stringify([own, usage.cost]));
          const { floor = 0, ceiling = Infinity } = both;
          assert.ok(floor <= invoice + allowed && invoice <= ceiling + allowed);
          const wide = (own.ceiling ?? Infinity) - (own.observed ?? 0);
          assert.ok(ceiling - floor <= wide * left, `${ceiling - floor} are left of ${wide}`);
        }
        if (shared) {
          const tokens = office.metrics.report(shared, week).cost;
          const bill = books.tokens.invoice(week);
          assert.deepEqual([tokens.basis, tokens.atLeast], ['tokens', false]);
          assert.ok(bill > 0);
          assert.equal(tokens.observed, bill);
        }
        const told = (nano: number | undefined) => (nano === undefined ? '–' : `$${(nano / 1e9).toFixed(2)}`);
        console.log(
          `      invoice ${told(invoice)}, ours ${told(own.observed)} – ${told(own.ceiling)}, with the platform’s record ${told(both?.floor)} – ${told(both?.ceiling)} (${told(both?.estimate)})`,
        );
      } finally {
        await office.close();
      }
    }).timeout(60_000);
});
