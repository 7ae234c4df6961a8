import assert from 'node:assert/strict';
import type { LocalSystem } from '../../../../src/connectors/index.ts';
import { profileImport } from '../../../../src/connectors/modal/profiles.ts';
import { fails } from '../kit.ts';

const token = (name: string) => `token_id = "ak-${name}"\ntoken_secret = "as-${name}"\n`;
const two = `[home]\n${token('home')}\n[work]\n${token('work')}active = true\nenvironment = "staging"\n`;

function system(files: Record<string, string>, env: LocalSystem['env'] = {}): LocalSystem {
  return { env, home: '/home/ada', readText: (path) => Promise.resolve(files[path]) };
}
const usual = '/home/ada/.modal.toml';
const labels = async (from: LocalSystem) => (await profileImport.find(from)).map(({ label }) => label);

describe('Modal: profiles of ~/.modal.toml', () => {
  it('come with the active one first', async () => {
    const found = await profileImport.find(system({ [usual]: two }));
    assert.deepEqual(
      found.map(({ label, credentials }) => [label, credentials]),
      [
        ['work', { tokenId: 'ak-work', tokenSecret: 'as-work' }],
        ['home', { tokenId: 'ak-home', tokenSecret: 'as-home' }],
      ],
    );
    assert.match(found[0]?.detail ?? '', /active, environment staging/);
    assert.ok(!JSON.stringify(found.map(({ label, detail }) => [label, detail])).includes('as-'));
  });

  it('come with the one that MODAL_PROFILE names first', async () => {
    assert.deepEqual(await labels(system({ [usual]: two }, { MODAL_PROFILE: 'home' })), ['home', 'work']);
  });

  it('are read from where MODAL_CONFIG_PATH says', async () => {
    const files = { '/else/where.toml': `[only]\n${token('only')}` };
    assert.deepEqual(await labels(system(files, { MODAL_CONFIG_PATH: '/else/where.toml' })), ['only']);
  });

  it('are none where there is no file, an empty one or half a token', async () => {
    assert.deepEqual(await labels(system({})), []);
    assert.deepEqual(await labels(system({ [usual]: '' })), []);
    assert.deepEqual(await labels(system({ [usual]: 'loglevel = "INFO"\n[a]\ntoken_id = "ak-a"\n' })), []);
  });

  it('that sign in with OAuth are left out; where there are only such, that is said', async () => {
    const oauth = '[ci]\noauth_client_id = "c"\noauth_refresh_token = "r"\n';
    assert.deepEqual(await labels(system({ [usual]: oauth + two })), ['work', 'home']);
    const error = await fails('unsupported', profileImport.find(system({ [usual]: oauth })));
    assert.match(error.message, /OAuth/);
  });

  it('in a broken file give a reason that quotes nothing of it', async () => {
    const broken = `[work]\ntoken_secret = "as-supersecret\n`;
    const error = await fails('invalid', profileImport.find(system({ [usual]: broken })));
    assert.ok(!JSON.stringify(error.data).includes('supersecret'));
  });
});
