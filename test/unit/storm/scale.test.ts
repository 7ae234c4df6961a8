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
        const { id: platform } = definition;
        const [first, firstMs] = await counted(count, () => service.refresh());
        const { length } = service.fleet().deployments;
        assert.ok(length >= size, `${length} rows`);
        assert.deepEqual(service.fleet().platforms.find(({ id }) => id === platform)?.problems, []);
        const [steady, steadyMs] = await counted(count, () => service.poll(platform, idle));
        // A page holds a hundred or more; beside the pages, some facts of the account.
        assert.ok(
          steady <= 12 + (3 * length) / 100,
          `${steady} requests for ${length} rows in the steady state`,
        );

        const tree = new Tree(service);
        await service.refresh();
        await service.poll(platform, idle);
        assert.deepEqual(tree.drawn, { all: false, nodes: 0 }, 'nothing changed, nothing is drawn');
        const figures = {
          ...{ platform: subject.name, size, rows: length },
          // A simulator counts no further.
          first: first < limit ? first : `≥ ${limit}`,
          ...{ firstMs, steady, steadyMs },
        };
        const row = service.fleet().deployments.find(({ allowed }) => allowed.update === true);
        if (!row || !can(stage, 'update')) {
          tellStorm('scale', figures);
          return;
        }
        await connector.update(row.id, change);
        const since = performance.now();
        await service.poll(platform, idle);
        const drawn = tree.drawn;
        const toRowMs = round(performance.now() - since);
        assert.deepEqual(drawn.all, false);
        // The row itself, or the two groups between which it moves.
        assert.ok(drawn.nodes <= 2, `${drawn.nodes} parts drawn for one change`);
        tellStorm('scale', { ...figures, toRowMs, drawn: drawn.nodes });
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
