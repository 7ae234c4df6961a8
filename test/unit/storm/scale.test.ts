import assert from 'node:assert/strict';
import { systemClock } from '../../../src/connectors/clock.ts';
import { DeploymentService } from '../../../src/extension/deployments/service.ts';
import { arrange } from '../../../src/extension/tree/arrange.ts';
import { TreeModel } from '../../../src/extension/tree/model.ts';
import { Order } from '../../../src/extension/tree/order.ts';
import { can, type Stage } from '../conformance/stage.ts';
import { subjects } from '../conformance/subjects/index.ts';
import { silent } from '../deployments/builders.ts';
import { cleanTemp, tempStore } from '../store/temp.ts';
import { limit } from '../../platforms/kit/requestLog.ts';
import { isStorm, tellStorm } from './storm.ts';

const sizes = isStorm ? [10, 1000, 10_000] : [10, 1000];
const anything = { path: '/**' };
const idle = new AbortController().signal;
const minute = 60_000;
const hour = 60 * minute;

/** What a fleet costs, in requests and in time, on every platform that can have one. */
describe('A large fleet', function () {
  this.timeout(isStorm ? 600_000 : 60_000);
  const closing: (() => void | Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    cleanTemp();
  });

  async function open(
    subject: (typeof subjects)[number],
  ): Promise<{ stage: Stage; service: DeploymentService }> {
    const stage = await subject.open();
    const { definition, connector } = stage;
    const common = { clock: systemClock, log: silent };
    const service = new DeploymentService({ definitions: [definition], store: tempStore(), ...common });
    closing.push(
      () => stage.close(),
      () => service.dispose(),
    );
    service.connect(definition.id, connector, { id: 'a', label: 'Account', details: [] });
    return { stage, service };
  }

  for (const subject of subjects.filter(({ name }) => name !== 'a LoRAX server'))
    for (const size of sizes)
      it(`of ${size} on ${subject.name} is read in few requests, and a change draws one row`, async () => {
        const { stage, service } = await open(subject);
        const { definition, connector, fill, count, change } = stage;
        assert.ok(fill, 'it can have any number');
        fill(size);
        // What is under way comes to its end: from here on nothing changes by itself.
        stage.advance(12 * hour);
        const { id: platform } = definition;
        const [first, firstMs] = await counted(count, () => service.refresh());
        const { length } = service.fleet().deployments;
        assert.ok(length >= size, `${length} rows`);
        assert.deepEqual(service.fleet().platforms.find(({ id }) => id === platform)?.problems, []);
        // A page holds a hundred or more; beside the pages, some facts of the account.
        const few = 12 + length / 100;
        const poll = () => counted(count, () => service.poll(platform, idle));
        // Ten thousand take an hour at the usual pace: they are looked at more rarely, with more time for each round.
        const pace = isStorm && size <= 1000 ? 5000 : minute;
        const rounds = await settled(poll, stage, { pace, few, most: 3 * size + 100 });
        const [steady, steadyMs] = await poll();
        assert.ok(steady <= few, `${steady} requests for ${length} rows in the steady state`);

        const figures = {
          ...{ platform: subject.name, size, rows: length },
          // A simulator counts no further.
          first: first < limit ? first : `≥ ${limit}`,
          ...{ firstMs, rounds, steady, steadyMs },
        };
        const row = service.fleet().deployments.find(({ allowed }) => allowed.update === true);
        if (row && can(stage, 'update')) {
          const { drawn } = new Tree(service);
          await connector.update(row.id, change);
          const since = performance.now();
          await service.poll(platform, idle);
          const toRowMs = round(performance.now() - since);
          assert.deepEqual(drawn.all, false);
          // The row itself, or the two groups between which it moves.
          assert.ok(drawn.nodes <= 2, `${drawn.nodes} parts drawn for one change`);
          tellStorm('scale', { ...figures, toRowMs, drawn: drawn.nodes });
        } else tellStorm('scale', figures);

        // What the change began comes to its end too.
        stage.advance(12 * hour);
        await service.poll(platform, idle);
        const tree = new Tree(service);
        await service.refresh();
        await service.poll(platform, idle);
        assert.deepEqual(tree.drawn, { all: false, nodes: 0 }, 'nothing changed, nothing is drawn');
      });

  it('is not held up by another platform that is slow', async () => {
    const [slow, quick] = [subjects[0]!, subjects[1]!];
    const stages = [await slow.open(), await quick.open()] as const;
    const common = { clock: systemClock, log: silent };
    const definitions = stages.map(({ definition }) => definition);
    const service = new DeploymentService({ definitions, store: tempStore(), ...common });
    closing.push(...stages.map((stage) => () => stage.close()), () => service.dispose());
    for (const { definition, connector } of stages) service.connect(definition.id, connector);
    stages[0].fault({ path: '/**', times: 1000, fault: { kind: 'delay', ms: 300 } });
    const all = service.refresh();
    const rows = () => service.fleet().deployments.map(({ platform }) => platform);
    while (!rows().includes(stages[1].definition.id)) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(!rows().includes(stages[0].definition.id), 'the slow one has not answered yet');
    await all;
    assert.ok(rows().includes(stages[0].definition.id));
  });
});

/** Rounds until nothing is left to be read of single deployments, of which each has its share of the budget. */
async function settled(
  poll: () => Promise<[requests: number, ms: number]>,
  stage: Stage,
  { pace, few, most }: { pace: number; few: number; most: number },
): Promise<number> {
  let more = 0;
  for (let rounds = 1; ; rounds++) {
    stage.advance(pace);
    const [requests] = await poll();
    if (requests <= few) return rounds;
    more += requests - few;
    assert.ok(more <= most, `${more} requests beside the pages, and there is no end`);
  }
}

/** What the editor would be told to draw, since it was made. */
class Tree {
  readonly #model = new TreeModel();
  readonly #order = new Order();
  readonly drawn = { all: false, nodes: 0 };

  constructor(service: DeploymentService) {
    const update = () => {
      const choice = { grouping: 'status', filter: {} } as const;
      return this.#model.update(arrange(service.fleet(), choice, () => true, { sorted: this.#order.sorted }));
    };
    update();
    service.changed(() => {
      const { all, nodes } = update();
      this.drawn.all ||= all;
      this.drawn.nodes += nodes.length;
    });
  }
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

async function counted(
  count: Stage['count'],
  run: () => Promise<unknown>,
): Promise<[requests: number, ms: number]> {
  count(anything);
  const began = performance.now();
  await run();
  return [count(anything), round(performance.now() - began)];
}
