import assert from 'node:assert/strict';
import { harness } from './shared.ts';

const budget = 200 * 1024;

describe('the bundles of the panels', () => {
  const { get } = harness();
  for (const panel of ['wizard', 'tester', 'metrics']) {
    it(`${panel}: within the budget, without React`, async () => {
      const size = await get().size(`${panel}.js`);
      assert.ok(size <= budget, `${panel}.js is ${String(size)} bytes; the budget is ${String(budget)}`);
      const text = await get().text(`${panel}.js`);
      for (const mark of ['__SECRET_INTERNALS', 'react.element', 'react.transitional'])
        assert.ok(!text.includes(mark), `${panel}.js contains ${mark}`);
    });

    it(`${panel}: colours come from the theme alone`, async () => {
      const css = await get().text(`${panel}.css`);
      assert.deepEqual(css.match(/#[0-9a-f]{3,8}\b(?=[^{}]*[;}])/gi) ?? [], []);
    });
  }
});
