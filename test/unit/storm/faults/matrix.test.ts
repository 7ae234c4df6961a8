import assert from 'node:assert/strict';
import { subjects } from '../../conformance/subjects/index.ts';
import { boundedMatrix, runMatrix, wholeMatrix } from './run.ts';

const slow = subjects.filter(({ name }) => name.startsWith('a Modal'));
const quick = subjects.filter((subject) => !slow.includes(subject));

/** `STORM=1`: all of it, an hour of a small machine. `STORM_ONLY`: what of it, by words of `platform, call, fault`. */
const { STORM: whole, STORM_ONLY: only } = process.env;

describe('a storm of faults', () => {
  it(`comes to what is written, ${whole ? 'each at each call of each platform' : 'each at each call'}`, async function () {
    this.timeout(whole ? 2 * 3_600_000 : 300_000);
    const all = whole ? wholeMatrix(subjects) : boundedMatrix(quick, slow.slice(0, 1));
    const wanted = only === undefined ? undefined : new RegExp(only);
    const figures = await runMatrix(
      [...all].filter(
        ({ subjects: [subject], call, fault }) =>
          wanted?.test(`${subject?.name ?? ''}, ${call.name}, ${fault.name}`) ?? true,
      ),
    );
    for (const { subject, cells, outcomes } of figures)
      console.log(`      ${subject}: ${cells} cells, ${JSON.stringify(outcomes)}`);
    assert.deepEqual(
      figures.flatMap(({ wrong }) => wrong),
      [],
    );
  });
});
