import assert from 'node:assert/strict';
import { subjects } from '../../conformance/subjects/index.ts';
import { runMatrix, wholeMatrix } from './run.ts';

const only = process.env['ONLY'];
const call = process.env['CALL'];
const fault = process.env['FAULT'];
describe('storm', () => {
  it('every fault at every call comes to what is written', async function () {
    this.timeout(3_600_000);
    const started = performance.now();
    const figures = await runMatrix(
      [...wholeMatrix(subjects.filter(({ name }) => only === undefined || name.includes(only)))].filter(
        (choice) =>
          (call === undefined || choice.call.name === call) &&
          (fault === undefined || choice.fault.name.includes(fault)),
      ),
      process.env['TELL'] ? console.log : undefined,
    );
    for (const { wrong, ...rest } of figures) {
      console.log(JSON.stringify(rest));
      console.log(wrong.join('\n'));
      console.log(wrong.length, performance.now() - started);
    }
    assert.ok(true);
  });
});
