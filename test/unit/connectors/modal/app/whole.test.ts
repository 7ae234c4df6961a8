import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppDeployer } from '../../../../../src/connectors/modal/app/deployer.ts';
import { SpecBook } from '../../../../../src/connectors/modal/app/spec-book.ts';
import { ModalApi } from '../../../../../src/connectors/modal/api.ts';
import { systemClock } from '../../../../../src/connectors/clock.ts';
import type { Workbench } from '../../../../../src/connectors/index.ts';
import { processMemory } from '../../../../../src/connectors/memory.ts';
import { redactor } from '../../../../../src/connectors/redact.ts';
import { Programs } from '../../../../../src/extension/workbench/programs.ts';
import { WorkFiles } from '../../../../../src/extension/workbench/workFiles.ts';
import { startModal } from '../../../../platforms/modal/index.ts';
import type { ModalSimulator } from '../../../../platforms/modal/index.ts';
import { at, refused, spec } from './bench.ts';

const program = fileURLToPath(new URL('../../../../platforms/modal/stand-in/python', import.meta.url));

describe('Deploying with processes and sockets', function () {
  // Each deployment starts three programs.
  this.timeout(60_000);
  const programs = new Programs();
  let sim: ModalSimulator;
  let folder = '';
  let deployer: AppDeployer;
  let api: ModalApi;
  let answer: 'replace' | 'keep' = 'replace';

  beforeEach(async () => {
    sim = await startModal({ seed: 'empty' });
    folder = mkdtempSync(join(tmpdir(), 'slipway-whole-'));
    answer = 'replace';
    const files = new WorkFiles({
      folders: () => [{ name: 'work', path: folder }],
      subfolder: () => 'modal_apps',
      pickFolder: () => Promise.resolve(undefined),
      askReplace: () => Promise.resolve(answer),
      settle: () => Promise.resolve(),
    });
    const workbench: Workbench = {
      file: (name) => files.file(name),
      save: (name, text, signal) => files.save(name, text, signal),
      python: () => Promise.resolve({ program, args: [], source: 'PATH' }),
      run: (command, signal) =>
        programs.run({ ...command, env: { ...command.env, MODAL_SIM_CONTROL: sim.controlUrl } }, signal),
    };
    const { tokenId, tokenSecret } = sim.credentials;
    const redact = redactor([tokenSecret]);
    api = new ModalApi({ tokenId, tokenSecret, ...sim.baseUrls, clock: systemClock, log: undefined, redact });
    const specs = new SpecBook(processMemory());
    deployer = new AppDeployer({ api, workbench, specs, tokenId, tokenSecret, price: () => undefined });
  });

  afterEach(async () => {
    api.dispose();
    await sim.close();
    rmSync(folder, { recursive: true });
  });
  after(() => {
    programs.dispose();
  });

  const appsOf = () => [...sim.control.world.apps.values()].map(({ name, state }) => ({ name, state }));

  it('makes an app that runs, and its next version', async () => {
    const steps: string[] = [];
    const first = await deployer.deploy(spec, { progress: (step) => steps.push(step) });
    assert.equal(first.version, 1);
    assert.ok(steps.some((step) => step.startsWith('Building the image: ')));
    assert.ok(steps.includes('Publishing…'));
    assert.deepEqual(readdirSync(join(folder, 'modal_apps')), ['my_llm.py']);
    const second = await deployer.update(at, { minReplicas: 1 });
    assert.deepEqual([second.appId, second.version, second.notes], [first.appId, 2, []]);
    const { appDeploymentHistories } = await api.call('appDeploymentHistory', { appId: first.appId });
    assert.equal(new Set(appDeploymentHistories.map(({ tag }) => tag)).size, 2);
    assert.deepEqual(
      sim.control.world.volumes.map(({ name }) => name),
      ['huggingface-cache', 'vllm-cache'],
    );
  });

  it('says that nothing changed', async () => {
    await deployer.deploy(spec);
    const { version, notes } = await deployer.update(at, {});
    assert.deepEqual([version, notes], [1, ['Nothing had changed, so Modal made no new version.']]);
  });

  it('makes a server', async () => {
    const { version } = await deployer.deploy({
      ...spec,
      config: { ...spec.config, options: { serving: 'server' } },
    });
    assert.equal(version, 1);
  });

  it('deploys what a person made of the file', async () => {
    await deployer.deploy(spec);
    const path = join(folder, 'modal_apps', 'my_llm.py');
    writeFileSync(path, 'no Python at all');
    answer = 'keep';
    await refused(deployer.update(at, { minReplicas: 1 }), { code: 'invalid' });
  });

  for (const [what, switches, wanted] of [
    ['a build that fails', ['build-failure'], { code: 'invalid' }],
    ['an old client', ['version=1.3.5'], { code: 'unsupported', remedy: 'install-python-client' }],
    ['no client', ['no-module'], { code: 'unsupported', remedy: 'install-python-client' }],
    ['an old Python', ['python=3.9'], { code: 'unsupported', remedy: 'choose-python' }],
  ] as const)
    it(`tells of ${what}, and leaves nothing that is deployed`, async () => {
      sim.control.setSwitches(switches);
      await refused(deployer.deploy(spec), wanted);
      assert.deepEqual(
        appsOf().filter(({ state }) => state === 3 || state === 6),
        [],
      );
    });

  it('does not fail at its own check marks', async () => {
    sim.control.setSwitches(['charmap']);
    assert.equal((await deployer.deploy(spec)).version, 1);
  });

  it('takes it for deployed when it failed after that', async () => {
    sim.control.setSwitches(['fail-after-publish']);
    const { version, notes } = await deployer.deploy(spec);
    assert.equal(version, 1);
    assert.match(notes.join(), /^It was published, although/);
  });

  it('names the secret that is missing, in Modal’s words', async () => {
    const config = { ...spec.config, options: { secrets: ['not-there'] } };
    const error = await refused(deployer.deploy({ ...spec, config }), { code: 'not-found' });
    assert.match(error.message, /Secret 'not-there' not found/);
  });

  it('can be called off, and nothing is deployed', async () => {
    sim.control.setSwitches(['hang']);
    const abort = new AbortController();
    const progress = (step: string) => {
      if (step.startsWith('Building the image: ')) abort.abort();
    };
    await refused(deployer.deploy(spec, { signal: abort.signal, progress }), {
      code: 'cancelled',
      message: 'Cancelled. Nothing was deployed.',
    });
    assert.deepEqual(
      appsOf().filter(({ state }) => state === 3 || state === 6),
      [],
    );
  });
});
