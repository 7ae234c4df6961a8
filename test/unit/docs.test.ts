import assert from 'node:assert/strict';
import { platformsPage, written } from '../docs/platforms.ts';

describe('docs/platforms.md', () => {
  it('says what the connector definitions say (npm run docs writes it)', async () => {
    assert.equal(await written(), await platformsPage());
  });
});
