import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { definitions } from '../../../src/connectors/index.ts';
import {
  parseLocalPlatforms,
  type LocalPlatforms,
} from '../../../src/extension/credentials/localPlatforms.ts';

const main = join(import.meta.dirname, '..', '..', 'platforms', 'main.ts');

async function simulators(args: string[]): Promise<{ local: LocalPlatforms; end: () => Promise<void> }> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { local: parseLocalPlatforms(line), end };
}

describe('what the simulators print when they are started', () => {
  it('is what Slipway connects every platform and both LoRAX servers with', async () => {
    const { local, end } = await simulators([]);
    try {
      assert.deepEqual(Object.keys(local).sort(), Object.keys(definitions).sort());
      for (const definition of Object.values(definitions)) {
        const { baseUrls, credentials, servers } = local[definition.id]!;
        const known = new Set(definition.credentials.map(({ key }) => key));
        for (const name of Object.keys(credentials)) assert.ok(known.has(name), `${definition.id} ${name}`);
        const connect = await definition.load();
        const connector = connect({ credentials, baseUrls, ...(servers && { servers }) });
        assert.ok((await connector.verify()).label);
        const { deployments, problems, complete } = await connector.list();
        assert.deepEqual([problems, complete], [[], true], definition.id);
        assert.ok(deployments.length > 0, definition.id);
        const own = deployments.filter(({ origin }) => origin?.label === definition.servers?.label);
        if (servers)
          assert.deepEqual(
            own.map(({ status }) => status),
            ['active', 'active'],
          );
        connector.dispose();
      }
    } finally {
      await end();
    }
  }).timeout(20_000);

  it('is only what was asked for', async () => {
    const { local, end } = await simulators(['--only', 'replicate', '--empty']);
    await end();
    assert.deepEqual(Object.keys(local), ['replicate']);
  }).timeout(20_000);
});
