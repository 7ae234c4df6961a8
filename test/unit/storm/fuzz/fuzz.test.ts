import assert from 'node:assert/strict';
import { isStorm as storm, tellStorm } from '../storm.ts';
import { fuzz } from './run.ts';

const inputs = storm ? 100_000 : 5000;
const seed = Number(process.env['SEED'] ?? (storm ? Date.now() % 1_000_000 : 1));

describe('answers that no documentation has', function () {
  this.timeout(storm ? 30 * 60_000 : 60_000);

  it('end as what the types say, or as a failure that is told as one', async () => {
    const figures = await fuzz(inputs, seed);
    const { faults } = figures;
    const told = faults.slice(0, 10).map(({ seed: one, what }) => `${one}\n${what.slice(0, 3).join('\n')}`);
    assert.equal(faults.length, 0, `SEED=${seed}: ${faults.length} of ${figures.inputs}\n${told.join('\n')}`);
    tellStorm('fuzz', { inputs: figures.inputs, changedAnswers: figures.changedAnswers, faults: 0, seed });
  });
});
