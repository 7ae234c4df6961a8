import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { definitions } from '../../src/connectors/index.ts';
import { bareIn, bareOf } from '../l10n/bare.ts';
import { messagesOf } from '../l10n/messages.ts';
import { isJsxWording } from '../l10n/wording.mjs';

const read = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const languages = readdirSync('.').flatMap((name) => /^package\.nls\.(.+)\.json$/.exec(name)?.[1] ?? []);
const sources = {
  'bundle.l10n': messagesOf('.', 'src/{connectors,extension,webviews}/**/*.ts'),
  webviews: messagesOf('.', 'src/webviews/**/*.{ts,tsx}'),
};
const manifest = read('package.nls.json');

/** What a translation must keep, or the message says something else: its blanks, commands, icons and edges. */
const kept = (message: string): string[] => [
  ...(message.match(/\{\d+\}/g) ?? []).sort(),
  ...(message.match(/\$\([\w~-]+\)|\]\([^)]*\)|`[^`]*`/g) ?? []).sort(),
  /^\s*/.exec(message)?.[0] ?? '',
  /\s*$/.exec(message)?.[0] ?? '',
];

function isTranslated(english: readonly string[], translation: Record<string, string>): void {
  const missing = english.filter((message) => !translation[message]);
  assert.deepEqual(missing, [], `${String(missing.length)} without a translation`);
  const unused = Object.keys(translation).filter((message) => !english.includes(message));
  assert.deepEqual(unused, [], 'translated, but said nowhere');
  for (const message of english)
    assert.deepEqual(kept(translation[message] ?? ''), kept(message), `of “${message}”`);
}

describe('the languages', () => {
  it('are English and German', () => assert.deepEqual(languages, ['de']));

  for (const language of languages) {
    it(`has every message in ${language}, with all that is filled into it`, () => {
      isTranslated(sources['bundle.l10n'], read(`l10n/bundle.l10n.${language}.json`));
      isTranslated(sources.webviews, read(`l10n/webviews.${language}.json`));
    });

    it(`has what package.json says in ${language}`, () => {
      const translation = read(`package.nls.${language}.json`);
      assert.deepEqual(Object.keys(translation), Object.keys(manifest));
      for (const [name, message] of Object.entries(manifest))
        assert.deepEqual(kept(translation[name] ?? ''), kept(message), name);
    });
  }

  it('leave nothing of package.json in English alone', () => {
    const text = readFileSync('package.json', 'utf8');
    const bare = [
      ...text.matchAll(/"(title|contents|altText|description|markdownDescription)": "([^"%][^"]*)"/g),
    ];
    // The name of the extension.
    assert.deepEqual([...new Set(bare.map(([, , words]) => words))], ['Slipway']);
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(manifest).sort());
    assert.ok(existsSync('l10n'));
  });

  it('leave no words of the sources in English alone', () => {
    assert.deepEqual(bareIn('.', 'src/{connectors,extension,webviews}/**/*.{ts,tsx}'), []);
  });

  it('leave the names of platforms as they are', () => {
    for (const { displayName } of Object.values(definitions)) {
      assert.ok(!isJsxWording(displayName), `add ${displayName} to names of test/l10n/wording.mjs`);
      assert.deepEqual(bareOf(`({ title: '${displayName}' })`, 'a.ts'), [], displayName);
    }
    assert.deepEqual(bareOf("({ title: 'Modal asks to wait' })", 'a.ts'), ['a.ts:1: Modal asks to wait']);
  });

  it('would see such words wherever they stand beside messages', () => {
    const bare = {
      "t`${n} ready${sure ? '' : ' (inferred)'}`": '(inferred)',
      "const what = whole ? t('a whole number') : 'a number'": 'a number',
      "[t('not deleted'), sure ? undefined : 'inferred'].join()": 'inferred',
      "({ yes: 'Delete' })": 'Delete',
      '({ description: `now ${price}` })': 'now',
      "<td>{value === undefined ? 'unknown' : value}</td>": 'unknown',
      '<td>unknown</td>': 'unknown',
      '<Tile unknown="not here" />': 'not here',
      '<Disclosure summary={`Reasoning (${words})`} />': 'Reasoning (',
    };
    for (const [text, words] of Object.entries(bare))
      assert.deepEqual(bareOf(text, 'a.tsx'), [`a.tsx:1: ${words}`], text);
  });
});
