import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { statuses } from '../../../src/connectors/domain.ts';
import { arrange, pageSize, type Entry } from '../../../src/extension/tree/arrange.ts';
import { Order } from '../../../src/extension/tree/order.ts';
import { groupings, type Grouping } from '../../../src/extension/tree/choice.ts';
import { TreeModel, type TreeNode } from '../../../src/extension/tree/model.ts';
import { row } from '../../../src/extension/tree/rows.ts';
import { fleet, view } from './builders.ts';

const everything = () => true;
const entries = (grouping: Grouping, ...deployments: Parameters<typeof fleet>[0]): Entry[] =>
  arrange(fleet(deployments), { grouping, filter: {} }, everything);

/** What an editor shows that draws again only what it is told to, and refuses an id in two places. */
class Screen {
  readonly drawn = new Map<string, { text: string; children: string[] }>();
  #roots: string[] = [];

  readonly model: TreeModel;

  constructor(model: TreeModel) {
    this.model = model;
  }

  apply({ all, nodes }: ReturnType<TreeModel['update']>): void {
    if (all) {
      this.drawn.clear();
      this.#roots = this.model.roots.map((node) => this.draw(node));
    }
    for (const node of nodes) {
      for (const child of this.drawn.get(node.id)?.children ?? []) this.forget(child);
      this.drawn.delete(node.id);
      this.draw(node);
    }
  }

  draw(node: TreeNode): string {
    assert.ok(!this.drawn.has(node.id), `${node.id} is registered twice`);
    this.drawn.set(node.id, { text: JSON.stringify(row(node.entry)), children: [] });
    this.drawn.get(node.id)!.children = node.children.map((child) => this.draw(child));
    return node.id;
  }

  forget(id: string): void {
    for (const child of this.drawn.get(id)?.children ?? []) this.forget(child);
    this.drawn.delete(id);
  }

  text(ids = this.#roots): unknown[] {
    return ids.map((id) => [this.drawn.get(id)!.text, this.text(this.drawn.get(id)!.children)]);
  }
}

const actual = (nodes: readonly TreeNode[]): unknown[] =>
  nodes.map((node) => [JSON.stringify(row(node.entry)), actual(node.children)]);

describe('TreeModel', () => {
  it('says enough for a screen that draws only what changed, whatever comes', () => {
    const deployment = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      status: fc.constantFrom(...statuses),
      platform: fc.constantFrom('together' as const, 'modal' as const),
      ready: fc.nat({ max: 2 }),
      // What it is made of, of which some have addresses.
      made: fc.uniqueArray(fc.constantFrom('web', 'api', 'worker'), { maxLength: 3 }),
    });
    const reading = fc.record({
      grouping: fc.constantFrom(...groupings),
      rows: fc.uniqueArray(deployment, { selector: ({ name }) => name }),
    });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 8 }), (readings) => {
        const model = new TreeModel();
        const screen = new Screen(model);
        for (const { grouping, rows } of readings) {
          const views = rows.map(({ ready, made, ...rest }) => {
            const parts = made.map((name) => ({ id: name, name, kind: 'function' as const }));
            return view({ ...rest, replicas: { ready }, parts });
          });
          screen.apply(model.update(entries(grouping, ...views)));
          assert.deepEqual(screen.text(), actual(model.roots));
        }
      }),
    );
  });

  it('draws one row again when one row changed', () => {
    const model = new TreeModel();
    model.update(entries('status', view({ name: 'a' }), view({ name: 'b' })));
    const before = model.deployment('together:b');
    const { all, nodes } = model.update(
      entries('status', view({ name: 'a' }), view({ name: 'b', replicas: { ready: 2, max: 2 } })),
    );
    assert.equal(all, false);
    assert.deepEqual(
      nodes.map(({ id }) => id),
      ['status:active/platform:together/deployment:together:b'],
    );
    assert.equal(nodes[0], before);
  });

  it('draws nothing again when only the time of reading changed', () => {
    const model = new TreeModel();
    model.update(entries('status', view()));
    const later = view({
      readAt: 6000,
      price: { perReplicaHour: 4_200_000_000, source: { kind: 'platform', readAt: 6000 } },
    });
    assert.deepEqual(model.update(entries('status', later)), { all: false, nodes: [] });
  });

  it('draws a row again when only its error changed, which its tooltip tells', () => {
    const model = new TreeModel();
    model.update(entries('status', view({ status: 'failed' })));
    const { nodes } = model.update(entries('status', view({ status: 'failed', error: 'Out of memory' })));
    assert.equal(nodes.length, 1);
  });

  it('draws the two groups again between which a row moved, and not the others', () => {
    const model = new TreeModel();
    const others = [view({ name: 'c', platform: 'modal' }), view({ name: 'd', status: 'failed' })];
    const b = view({ name: 'b', status: 'stopped' });
    model.update(entries('status', view({ name: 'a' }), b, ...others));
    const { all, nodes } = model.update(
      entries('status', view({ name: 'a', status: 'stopped' }), b, ...others),
    );
    assert.equal(all, false);
    assert.deepEqual(nodes.map(({ id }) => id).sort(), ['status:active', 'status:stopped']);
    assert.equal(model.deployment('together:a')?.parent?.parent?.id, 'status:stopped');
  });

  it('shows large groups page by page, and draws one row again there as well', () => {
    const many = (ready: number) =>
      Array.from({ length: 450 }, (_, i) =>
        view({ name: `d${i}`, replicas: i === 7 ? { ready, max: 2 } : { ready: 1, max: 2 } }),
      );
    const pages = new Map<string, number>();
    const shown = (ready = 1) =>
      arrange(fleet(many(ready)), { grouping: 'status', filter: {} }, everything, {
        pages: { of: (group) => pages.get(group) ?? pageSize },
      });
    const model = new TreeModel();
    model.update(shown());
    const group = () => model.roots[0]?.children[0];
    const last = () => group()?.children.at(-1)?.entry;
    assert.equal(group()?.children.length, pageSize + 1);
    assert.deepEqual(model.unfinished(), ['status:active/platform:together/']);
    assert.equal(row(last()!).description, '250 not shown');
    assert.equal(row(group()!.entry).description, '450', 'the count is of all');
    pages.set('status:active/platform:together/', 450);
    const more = model.update(shown());
    assert.deepEqual(
      [more.all, more.nodes.map(({ id }) => id)],
      [false, ['status:active/platform:together']],
    );
    assert.equal(group()?.children.length, 450);
    assert.deepEqual(model.unfinished(), []);
    const one = model.update(shown(2));
    assert.deepEqual(
      one.nodes.map(({ key }) => key),
      ['together:d7'],
    );
  });

  it('takes a part for the deployment that it belongs to, and for itself', () => {
    const model = new TreeModel();
    const parts = ['web', 'api'].map((name) => ({ id: name, name, kind: 'server' as const }));
    model.update(entries('flat', view({ name: 'a', parts })));
    const [web] = model.deployment('together:a')?.children ?? [];
    assert.deepEqual([web?.key, web?.part?.name, web?.platform], ['together:a', 'web', undefined]);
    assert.equal(model.deployment('together:a')?.part, undefined);
  });

  it('knows what a row stands for', () => {
    const model = new TreeModel();
    model.update(entries('platform', view({ name: 'a' })));
    assert.equal(model.deployment('together:a')?.key, 'together:a');
    assert.equal(model.deployment('together:a')?.parent?.parent?.platform, 'together');
    assert.equal(model.deployment('together:a')?.parent?.platform, undefined);
  });
});

describe('the order of rows', () => {
  it('is that of their names, whatever the order before', () => {
    const name = fc.string({ maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(name, { maxLength: 12 }), { maxLength: 5 }), (readings) => {
        const order = new Order();
        for (const names of readings) {
          const rows = () => names.map((each, i) => view({ name: each, id: `${i % 3}${each}` }));
          const anew = arrange(fleet(rows()), { grouping: 'flat', filter: {} }, everything);
          const kept = arrange(fleet(rows()), { grouping: 'flat', filter: {} }, everything, {
            sorted: order.sorted,
          });
          assert.deepEqual(
            kept.map(({ id }) => id),
            anew.map(({ id }) => id),
          );
        }
      }),
    );
  });
});
