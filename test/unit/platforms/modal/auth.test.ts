import assert from 'node:assert/strict';
import { connect, type Lab, openLab, refused } from './lab.ts';

describe('who may ask Modal', () => {
  let lab: Lab;

  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
  });
  afterEach(() => lab.close());

  it('tells a token’s own identity and the workspace', async () => {
    const info = await lab.rpc.tokenInfoGet({});
    assert.equal(info.workspaceName, 'acme-labs');
    assert.equal(info.userIdentity?.username, 'ada');
    assert.equal(info.expiresAt, undefined);
    assert.equal((await lab.rpc.workspaceNameLookup({})).username, 'acme-labs');
  });

  it('refuses wrong credentials at the first step, whatever was asked', async () => {
    const { tokenId, tokenSecret } = lab.sim.credentials;
    const wrongSecret = connect(lab.sim, { tokenId, tokenSecret: 'as-wrong' });
    await refused(wrongSecret.cpClient.appList({}), 16, /Invalid token secret for method .*AuthTokenGet/);
    const unknown = connect(lab.sim, { tokenId: 'ak-unknown', tokenSecret });
    await refused(unknown.cpClient.appList({}), 16, /Invalid token_id='ak-unknown'/);
    assert.equal(lab.sim.control.rpcs('AppList').length, 0);
  });

  it('refuses what has run out or was taken back', async () => {
    lab.sim.control.setModes({ expiredToken: true });
    await refused(lab.rpc.tokenInfoGet({}), 16, /expired/);
    lab.sim.control.setModes({ expiredToken: false });
    await lab.rpc.tokenInfoGet({});
    const { tokenId } = lab.sim.credentials;
    lab.sim.control.setTokenExpiry(tokenId, lab.sim.control.now() + 60_000);
    const { expiresAt } = await lab.rpc.tokenInfoGet({});
    assert.equal(expiresAt?.getTime(), lab.sim.control.now() + 60_000);
    lab.sim.control.advance(60_000);
    await refused(lab.rpc.tokenInfoGet({}), 16, /expired/);
    lab.sim.control.setTokenExpiry(tokenId, undefined);
    lab.sim.control.revokeToken(tokenId);
    await refused(lab.rpc.tokenInfoGet({}), 16, /Invalid token_id/);
  });

  it('writes down what was asked without what opens it', async () => {
    const createIfMissing: object = { objectCreationType: 1 };
    await lab.rpc.secretGetOrCreate({
      ...createIfMissing,
      deploymentName: 'huggingface',
      envDict: { HF_TOKEN: 'hf_very_secret' },
    });
    await lab.rpc.endpointCreate({
      proxyRegions: ['us-west'],
      model: {
        custom: {
          baseModelRepoId: 'Qwen/Qwen3-8B',
          huggingface: { repoId: 'acme/tuned', revision: '', huggingfaceToken: 'hf_other_secret' },
        },
      },
    });
    const [call] = lab.sim.control.rpcs('SecretGetOrCreate');
    assert.equal(call!.headers['x-modal-client-type'], '8');
    assert.equal(call!.status, 0);
    const all = JSON.stringify(lab.sim.control.requests());
    const { tokenSecret, tokenId } = lab.sim.credentials;
    for (const secret of [tokenSecret, tokenId, 'hf_very_secret', 'hf_other_secret']) {
      assert.ok(!all.includes(secret), secret);
    }
  });
});
