import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { held } from '../rooms/held.mjs';

const linter = new Linter();
const parsed: Linter.Config = {
  files: ['**/*.{ts,tsx,mjs}'],
  languageOptions: { parser: tseslint.parser },
};

/** What ESLint says of imports in a file, as if it held `code`. */
const said = (filename: string, code: string): string[] =>
  linter.verify(code, [parsed, ...held], { filename }).map(({ message }) => message);

const value = (from: string): string => `import { x } from '${from}';`;
const type = (from: string): string => `import type { X } from '${from}';`;
const late = (from: string): string => `const x = await import('${from}');`;

/** In each room: what it may not import, and what is like it and allowed. */
const borders: [file: string, refused: string[], allowed: string[]][] = [
  [
    'src/connectors/together/connector.ts',
    [value('vscode'), type('vscode'), value('../../extension/events.ts'), type('../../webviews/protocol.ts')],
    [value('../http.ts'), value('./api.ts'), type('../connector.ts')],
  ],
  [
    'src/extension/deployments/service.ts',
    [value('../app.ts'), type('../tree/view.ts'), value('vscode'), value('../../webviews/shared/format.ts')],
    [value('../store/store.ts'), type('../remembered/remembered.ts'), value('../events.ts')],
  ],
  [
    'src/extension/metrics/report.ts',
    [value('../store/store.ts'), value('../deployments/service.ts'), late('../store/sqlite.ts')],
    [type('../store/store.ts'), value('../store/untils.ts'), type('../deployments/types.ts')],
  ],
  [
    'src/extension/store/store.ts',
    [value('../metrics/report.ts'), value('../deployments/board.ts'), late('../metrics/service.ts')],
    [value('../metrics/tally.ts'), type('../deployments/types.ts')],
  ],
  [
    'src/extension/tree/rows.ts',
    [value('../../webviews/rpc.ts'), type('../../webviews/protocol.ts'), late('../../webviews/ui/Tile.tsx')],
    [value('../../webviews/shared/format.ts'), value('../deployments/service.ts'), value('vscode')],
  ],
  [
    'src/extension/panels/tester.ts',
    [value('../../webviews/protocol.ts'), value('../../webviews/tester/form.ts')],
    [value('../../webviews/rpc.ts'), type('../../webviews/protocol.ts')],
  ],
  [
    'src/webviews/wizard/Wizard.tsx',
    [value('../tester/form.ts'), type('../../extension/deployments/types.ts'), value('node:path')],
    [value('../ui/Tile.tsx'), type('../protocol.ts'), value('../../connectors/errors.ts')],
  ],
  [
    'src/webviews/protocol.ts',
    [value('../connectors/errors.ts'), type('../extension/app.ts')],
    [type('../connectors/errors.ts'), type('../extension/metrics/types.ts')],
  ],
  [
    'test/platforms/together/api.ts',
    [value('../../../src/connectors/together/wire.ts'), type('../../unit/store/temp.ts')],
    [value('../kit/router.ts'), value('node:http')],
  ],
];

describe('the rooms of the house', () => {
  it('are held to what each may import', () => {
    for (const [file, refused, allowed] of borders) {
      for (const code of refused) assert.equal(said(file, code).length, 1, `${file}: ${code}`);
      for (const code of allowed) assert.deepEqual(said(file, code), [], `${file}: ${code}`);
    }
  });

  it('know no other undici than its parts', () => {
    assert.equal(said('src/connectors/http.ts', value('undici')).length, 1);
    assert.deepEqual(said('src/connectors/http.ts', value('undici/lib/dispatcher/agent.js')), []);
  });

  it('hold every source there is', () => {
    for (const path of globSync('src/**/*.{ts,tsx}')) {
      const imports =
        readFileSync(path, 'utf8').match(/^(?:im|ex)port (?:type )?[^;]*?from '[^']+';/gm) ?? [];
      assert.deepEqual(said(path, imports.join('\n')), [], path);
    }
  });
});
