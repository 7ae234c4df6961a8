import assert from 'node:assert/strict';
import { cases } from './cases.ts';
import { absent, toldOnTheRow } from './instead.ts';
import { can, type Stage } from './stage.ts';
import { subjects } from './subjects/index.ts';

for (const subject of subjects) {
  describe(`every connector, ${subject.name}`, () => {
    let stage: Stage | undefined;
    const opened = async (): Promise<Stage> => (stage = await subject.open());
    afterEach(async () => {
      const open = stage;
      stage = undefined;
      await open?.close();
    });

    for (const { name, needs = [], at = [], run } of cases) {
      it(name, async () => {
        const open = await opened();
        if (!can(open, ...needs)) return absent(open);
        if (open.rowsOnly && at.includes('list')) return toldOnTheRow(open);
        const nowhere = at.filter((call) => open.places[call] === undefined);
        assert.deepEqual(nowhere, [], 'every call that the case provokes has a place');
        await run(open);
      });
    }
  });
}
