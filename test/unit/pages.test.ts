import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { budgets, type Bound } from '../bench/budgets.ts';
import { boundText, readBudgets } from '../bench/page.ts';
import { definitions } from '../../src/connectors/index.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const json = (path: string): unknown => JSON.parse(read(path));
const manifest = json('package.json') as {
  scripts: Record<string, string>;
  contributes: { configuration: { properties: Record<string, object> } };
};
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs').map((name) => join('docs', name)),
].filter((path) => path.endsWith('.md'));
const folders = /^(src|test|docs|media|\.vscode|esbuild[\w.]*|package[\w.-]*|README|CONTRIBUTING)\b/;

/** What a long run writes, and a clone need not have. */
const written = new Set(['docs/reliability.md']);

/** Paths as they stand in a page: in code marks, or as the target of a link. Made files and patterns are none. */
function pathsIn(page: string): string[] {
  const text = read(page);
  const marked = [...text.matchAll(/`([\w./-]+)`/g)].map(([, path = '']) => path);
  const linked = [...text.matchAll(/\]\(([^):#]+)[^)]*\)/g)]
    .filter(([, path = '']) => !path.startsWith('http'))
    .map(([, path = '']) => join(dirname(page), path));
  return [...marked.filter((path) => folders.test(path) && /[/.]/.test(path)), ...linked];
}

describe('pages for people', () => {
  for (const page of pages) {
    it(`${page} names files that exist`, () => {
      const missing = pathsIn(page).filter((path) => !existsSync(path) && !written.has(path));
      assert.deepEqual(missing, []);
    });

    it(`${page} names scripts that exist`, () => {
      const named = [...read(page).matchAll(/npm run ([\w-]+)/g)].map(([, script = '']) => script);
      assert.deepEqual(
        named.filter((script) => !(script in manifest.scripts)),
        [],
      );
    });
  }

  it('names enough of them to be of use', () => {
    assert.ok(pathsIn('CONTRIBUTING.md').length > 40);
  });

  it('README.md has every setting in its table, and no other', () => {
    const listed = [...read('README.md').matchAll(/^\| `(slipway\.[\w.*]+)` \|/gm)].map(([, id = '']) => id);
    const wanted = Object.keys(manifest.contributes.configuration.properties);
    const covers = (row: string, id: string): boolean =>
      row.includes('*')
        ? new RegExp(`^${row.replaceAll('.', '\\.').replaceAll('*', '[\\w.]+')}$`).test(id)
        : row === id;
    assert.deepEqual(
      wanted.filter((id) => !listed.some((row) => covers(row, id))),
      [],
    );
    assert.deepEqual(
      listed.filter((row) => !wanted.some((id) => covers(row, id))),
      [],
    );
  });

  it('README.md says of each capability what the definitions say', () => {
    const rows = new Map(
      [...read('README.md').matchAll(/^\| (\w+) \|((?: (?:●|◐|–) \|)+)$/gm)].map(
        ([, name = '', cells = '']) => [name, cells.match(/[●◐–]/g)?.join('')],
      ),
    );
    const [head = ''] = read('README.md').match(/^\| \|( [^|\n]+ \|)+$/m) ?? [];
    const order = head
      .split('|')
      .map((cell) => cell.trim())
      .filter(Boolean);
    const known = Object.values(definitions);
    assert.deepEqual(
      order,
      known.map(({ displayName }) => displayName),
    );
    const marks = { native: '●', emulated: '◐', absent: '–' };
    for (const capability of Object.keys(
      known[0]?.capabilities ?? {},
    ) as (keyof (typeof known)[0]['capabilities'])[])
      assert.equal(
        rows.get(capability),
        known.map(({ capabilities }) => marks[capabilities[capability].level]).join(''),
        capability,
      );
  });
});

describe('privacy, as README.md tells it', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.tsx?$/.test(path),
  );
  /** Without what is code in quotes: snippets for people to copy. */
  const code = sources
    .filter((path) => !/snippets?\.ts$/.test(path))
    .map((path) => ({ path, text: read(join('src', path)) }));
  const having = (what: RegExp): string[] =>
    code.filter(({ text }) => what.test(text)).map(({ path }) => path);

  it('calls out in one place only, beside the client that Modal publishes', () => {
    assert.deepEqual(having(/(?<![\w.#'])fetch\(|globalThis\.fetch\(/), [join('connectors', 'http.ts')]);
    assert.deepEqual(having(/^import (?!type)[^;]*from 'modal'|import\('modal'\)/m), [
      join('connectors', 'modal', 'client.ts'),
    ]);
    assert.deepEqual(
      having(
        /(?:from|import\(|require\()\s*['"](node:)?(http|https|http2|net|tls|dgram)['"]|XMLHttpRequest|WebSocket|sendBeacon/,
      ),
      [],
    );
  });

  it('tells nobody how it is used', () => {
    assert.deepEqual(having(/TelemetryLogger|applicationinsights|isTelemetryEnabled/), []);
  });
});

describe('docs/budgets.md', () => {
  it('has a figure for every budget, and its bound as it is now (npm run bench -- --write)', async () => {
    const lines = (await readBudgets()).split('\n');
    for (const [name, bound] of Object.entries<Bound>(budgets)) {
      const line = lines.find((one) => one.includes(`\`${name}\``)) ?? assert.fail(`${name} is missing`);
      const cells = line.split('|').map((cell) => cell.trim());
      assert.equal(cells[3], boundText(bound), name);
      assert.match(cells[4] ?? '', /^[\d.-]+/, `${name} was not measured`);
    }
  });
});

describe('.vscode', () => {
  interface Tasks {
    tasks: { label: string; script?: string; dependsOn?: string[]; problemMatcher: unknown }[];
  }
  const { tasks } = json('.vscode/tasks.json') as Tasks;
  const labels = tasks.map(({ label }) => label);

  it('launches with tasks that exist, which run scripts that exist', () => {
    const { configurations } = json('.vscode/launch.json') as {
      configurations: { preLaunchTask?: string }[];
    };
    const wanted = [
      ...configurations.flatMap(({ preLaunchTask }) => preLaunchTask ?? []),
      ...tasks.flatMap(({ dependsOn }) => dependsOn ?? []),
    ];
    assert.deepEqual(
      wanted.filter((label) => !labels.includes(label)),
      [],
    );
    for (const { script } of tasks) assert.ok(script === undefined || script in manifest.scripts, script);
  });

  it('waits for what the watching build says', () => {
    const matcher = JSON.stringify(tasks.find(({ label }) => label === 'watch')?.problemMatcher);
    const build = read('esbuild.mjs');
    for (const said of ['watch: building', 'watch: built']) {
      assert.ok(matcher.includes(said));
      assert.ok(build.includes(`'${said}'`));
    }
  });
});

describe('conformance', () => {
  it('has a subject for every platform', () => {
    const subjects = readdirSync('test/unit/conformance/subjects');
    for (const id of Object.keys(definitions))
      assert.ok(
        subjects.some((name) => name.startsWith(id)),
        id,
      );
  });
});
