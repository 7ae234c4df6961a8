import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { definitions, platformIds, type PlatformId } from '../../../src/connectors/index.ts';

const script = join(import.meta.dirname, '../../platforms/sandbox.ts');

/** What an extension host does, in as many words: it starts the simulators and hears from them. */
const host = `
  const { fork } = require('node:child_process');
  const child = fork(process.argv[1], ['play', process.argv[2]], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.once('message', (said) => console.log(JSON.stringify({ pid: child.pid, said })));
  setInterval(() => undefined, 1000);
`;

interface Played {
  credentials: Record<string, string>;
  servers?: { id: string; token?: string }[];
}

interface Heard {
  pid: number;
  said: { platforms: Record<PlatformId, Played>; modalControl: string };
}

async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  const parent = spawn(process.execPath, ['-e', host, script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  return { folder, parent, ...(JSON.parse(line) as Heard) };
}

/** All that a platform lets somebody in for, by what it is. */
function secretsOf({ said }: Heard): Map<string, string> {
  const found = new Map<string, string>();
  for (const id of platformIds) {
    const { credentials, servers = [] } = said.platforms[id];
    const own = definitions[id].credentials.filter(({ key, secret }) => secret && key in credentials);
    assert.ok(own.length > 0, `${id} says no key`);
    for (const { key } of own) found.set(`${id} ${key}`, credentials[key] ?? '');
    for (const { id: server, token } of servers) if (token !== undefined) found.set(`${id} ${server}`, token);
  }
  return found;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(what: string, look: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!look()) {
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the process of the Sandbox', function () {
  this.timeout(30_000);

  it('plays every platform, each with keys of this one time', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    try {
      assert.deepEqual(Object.keys(one.said.platforms).sort(), [...platformIds].sort());
      const others = secretsOf(other);
      for (const [what, secret] of secretsOf(one)) {
        assert.match(secret, /[0-9a-f]{32}$/, `${what} can be guessed: test/platforms/sandbox.ts draws keys`);
        assert.notEqual(secret, others.get(what), `${what} is the same in every Sandbox`);
      }
    } finally {
      one.parent.kill('SIGKILL');
      other.parent.kill('SIGKILL');
    }
  });

  it('keeps its controls behind a path that nobody can guess', async () => {
    const { parent, said } = await open();
    try {
      const { origin, pathname } = new URL(said.modalControl);
      assert.match(pathname, /^\/[0-9a-f]{32}\/control$/);
      assert.equal((await fetch(said.modalControl)).status, 200);
      assert.notEqual((await fetch(`${origin}/control`)).status, 200);
    } finally {
      parent.kill('SIGKILL');
    }
  });

  it('ends and takes its folder with it when its parent is killed', async () => {
    const { folder, parent, pid } = await open();
    assert.ok(isAlive(pid) && existsSync(folder));
    parent.kill('SIGKILL');
    await until('it has ended', () => !isAlive(pid));
    assert.ok(!existsSync(folder));
  });

  it('is not ended by what interrupts the terminal of its parent', async () => {
    const { parent, pid, said } = await open();
    process.kill(pid, 'SIGINT');
    assert.equal((await fetch(said.modalControl)).status, 200);
    parent.kill('SIGKILL');
    await until('it has ended', () => !isAlive(pid));
  });
});
