import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { page } from '../../../src/extension/panels/html.ts';

const options = {
  title: 'Test: llama',
  nonce: 'bm9uY2U=',
  source: 'https://*.example.test',
  script: 'https://example.test/tester.js',
  simulated: false,
  style: 'https://example.test/tester.css',
  data: {},
};

describe('the page of a panel', () => {
  it('says what it is about, each only where there is one', () => {
    assert.match(page({ ...options, data: { key: 'together:a/b' } }), /data-key="together:a\/b"/);
    assert.match(page({ ...options, data: { draftId: '1' } }), /data-draft-id="1"/);
    assert.match(page(options), /<div id="root"><\/div>/);
    assert.doesNotMatch(page(options), /Simulated/);
    assert.match(page({ ...options, simulated: true }), /<aside[^>]*>Simulated: nothing here is real/);
  });

  it('lets no text become markup', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', "'", '<', '>', '&', '/', '=', ' ', 'script', 'div') }),
        (text) => {
          const html = page({ ...options, title: text, data: { key: text } });
          assert.equal(html.match(/<script/g)?.length, 1);
          assert.equal(html.match(/<div/g)?.length, 1);
          const attributes = /<div id="root" data-key="([^"]*)">/.exec(html);
          assert.ok(attributes);
        },
      ),
    );
  });
});
