import assert from 'node:assert/strict';
import { subjects } from '../../conformance/subjects/index.ts';
import { isStorm, tellStorm } from '../storm.ts';
import { boundedMatrix, runMatrix, wholeMatrix } from './run.ts';

const slow = subjects.filter(({ name }) => name.startsWith('a Modal'));
const quick = subjects.filter((subject) => !slow.includes(subject));

/**
 * `npm run storm` strikes each fault at each call once, `npm test` one in seven of these. `STORM_WHOLE=1`: at each call
 * of each platform, an hour of a small machine. `STORM_ONLY`: what of it, by words of `platform, call, fault`.
 */
const { STORM_WHOLE: whole, STORM_ONLY: only } = process.env;
const oneIn = isStorm || whole !== undefined || only !== undefined ? 1 : 7;

describe('a storm of faults', () => {
  it('comes to what is written', async function () {
    this.timeout(whole ? 2 * 3_600_000 : isStorm ? 1_200_000 : 240_000);
    const all = whole ? wholeMatrix(subjects) : boundedMatrix(quick, slow.slice(0, 1));
    const wanted = only === undefined ? undefined : new RegExp(only);
    const chosen = [...all].filter(
      ({ subjects: [subject], call, fault }, index) =>
        index % oneIn === 0 && (wanted?.test(`${subject?.name ?? ''}, ${call.name}, ${fault.name}`) ?? true),
    );
    const figures = await runMatrix(chosen);
    for (const { subject, cells, outcomes } of figures)
      tellStorm('faults', { platform: subject, cells, outcomes: inWords(outcomes) });
    assert.deepEqual(
      figures.flatMap(({ wrong }) => wrong),
      [],
    );
  });
});

const inWords = (outcomes: Record<string, number>): string =>
  Object.entries(outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', ');
