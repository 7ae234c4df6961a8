import assert from 'node:assert/strict';
import { FirstRows } from '../../../src/extension/tree/firstRows.ts';

describe('the first rows', () => {
  const isSettled = async (promise: Promise<void>): Promise<boolean> =>
    Promise.race([promise.then(() => true), new Promise<false>((resolve) => setImmediate(resolve, false))]);

  it('keep nobody waiting that the editor has not asked for', async () => {
    const first = new FirstRows();
    assert.equal(await isSettled(first.drawn()), true);
    assert.equal(first.awaited, false);
  });

  it('are drawn when the editor has fetched them and asks for no more', async () => {
    const first = new FirstRows();
    first.ask();
    assert.equal(first.awaited, true);
    first.give(2);
    assert.equal(first.awaited, false);
    const thinking = async () => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      return !(await isSettled(first.drawn()));
    };
    for (const openGroup of [true, false]) first.draw(openGroup);
    assert.equal(await thinking(), true, 'it thinks before it asks for the rows of a group');
    first.enter();
    first.draw(true);
    assert.equal(await thinking(), true, 'and for those of a group in a group');
    first.enter();
    first.draw(false);
    const drawn = first.drawn();
    assert.equal(await isSettled(drawn), false);
    await drawn;
    first.ask();
    assert.equal(first.awaited, false, 'there is a first time only once');
  });

  it('are none where there is none, and are not waited for once the view is gone', async () => {
    const none = new FirstRows();
    none.ask();
    none.give(0);
    await none.drawn();
    const gone = new FirstRows();
    gone.ask();
    const drawn = gone.drawn();
    gone.dispose();
    await drawn;
  });
});
