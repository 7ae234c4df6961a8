import { strict as assert } from 'node:assert';
import { arrange } from '../../../src/extension/tree/arrange.ts';
import { TreeModel } from '../../../src/extension/tree/model.ts';
import {
  pictureIn,
  pictureKey,
  type Picture,
  type PictureNode,
  type PictureStorage,
} from '../../../src/extension/tree/picture.ts';
import { PictureKeeper, pictureOf } from '../../../src/extension/tree/pictureKeeper.ts';
import { row } from '../../../src/extension/tree/rows.ts';
import { fleet, view } from './builders.ts';

const rootsOf = (...names: string[]) => {
  const model = new TreeModel();
  const deployments = names.map((name) => view({ name }));
  model.update(arrange(fleet(deployments), { grouping: 'status', filter: {} }, () => true));
  return model.roots;
};

const flat = (nodes: readonly PictureNode[]): PictureNode[] =>
  nodes.flatMap((node) => [node, ...flat(node.children)]);

class Kept implements PictureStorage {
  writes = 0;
  #picture: Picture | undefined;

  get = (key: string) => (key === pictureKey ? this.#picture : undefined);

  update = (_key: string, picture: Picture) => {
    this.writes += 1;
    this.#picture = picture;
    return Promise.resolve();
  };
}

/** Keeps a view of these. */
const keep = (keeper: PictureKeeper, ...all: string[]) =>
  keeper.keep(rootsOf(...all), (key) => all.some((name) => key === `together:${name}`));

const keeping = (storage: Kept, edition = '1 en', redact = (text: string) => text) =>
  new PictureKeeper({ storage, edition, redact });
const names = (storage: Kept): string[] =>
  flat(storage.get(pictureKey)?.rows ?? []).flatMap(({ key, row: { label } }) => (key ? label : []));

describe('the picture of the view', () => {
  it('has every row as it is drawn, in its groups, with what a command acts on', () => {
    const roots = rootsOf('one', 'two');
    const picture = pictureOf(roots);
    assert.deepEqual(
      picture.map(({ id }) => id),
      roots.map(({ id }) => id),
    );
    const [first] = flat(picture).filter(({ key }) => key !== undefined);
    assert.equal(first?.key, 'together:one');
    assert.equal(first.platform, 'together');
    const [group] = roots;
    assert.ok(group);
    assert.deepEqual(picture[0]?.row, row(group.entry));
    // The editor's storage keeps what JSON does.
    assert.deepEqual(JSON.parse(JSON.stringify(picture)), picture);
  });

  it('ends with what a screen has room for', () => {
    const many = Array.from({ length: 500 }, (_, index) => `deployment ${index}`);
    assert.equal(flat(pictureOf(rootsOf(...many), 20)).length, 20);
  });

  it('is not shown by another version, in another language, or with nothing on it', () => {
    const storage = new Kept();
    keep(keeping(storage), 'one');
    assert.equal(pictureIn(storage, '1 en')?.length, 1);
    assert.equal(pictureIn(storage, '2 en'), undefined);
    assert.equal(pictureIn(storage, '1 de'), undefined);
    void storage.update(pictureKey, { edition: '1 en', rows: [] });
    assert.equal(pictureIn(storage, '1 en'), undefined);
    assert.equal(pictureIn(new Kept(), '1 en'), undefined);
  });

  it('is kept at once, and then not with each change', () => {
    const storage = new Kept();
    const keeper = keeping(storage);
    keep(keeper, 'one');
    assert.deepEqual(names(storage), ['one']);
    for (let index = 0; index < 50; index++) keep(keeper, 'one', `two ${index}`);
    assert.equal(storage.writes, 1);
    keeper.dispose();
    assert.deepEqual(names(storage), ['one', 'two 49']);
  });

  it('is not written again where nothing has changed', () => {
    const storage = new Kept();
    for (let window = 0; window < 3; window++) {
      const keeper = keeping(storage);
      keep(keeper, 'one');
      keeper.dispose();
    }
    assert.equal(storage.writes, 1);
  });

  it('loses a row at once that is there no more', () => {
    const storage = new Kept();
    const keeper = keeping(storage);
    keep(keeper, 'one', 'two');
    keep(keeper, 'two');
    assert.deepEqual(names(storage), ['two']);
    keep(keeper, 'three');
    assert.deepEqual(names(storage), ['three']);
    keep(keeper);
    assert.deepEqual(names(storage), []);
    keeper.dispose();
  });

  it('holds no secret', () => {
    const storage = new Kept();
    keep(
      keeping(storage, '1 en', (text) => text.replaceAll('tgp_secret', '•••')),
      'bot tgp_secret',
    );
    assert.ok(!JSON.stringify(storage.get(pictureKey)).includes('tgp_secret'));
  });
});
