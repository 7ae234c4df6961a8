import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { simulated, startSimulators, type Simulated } from './all.ts';
import { behindDoor, lockControls } from './kit/door.ts';
import { credentials as modalKeys } from './modal/seeds/workspace.ts';
import { standIn } from './modal/stand-in/program.ts';
import { account as predibaseAccount, serverKeys } from './predibase/account.ts';
import { accounts as replicateAccounts } from './replicate/world.ts';
import { account as togetherAccount } from './together/world.ts';

/**
 * What Slipway's Sandbox runs in a process of its own: `sandbox.cjs play <folder>` starts the simulators and tells
 * them to its parent; `sandbox.cjs python …` stands in for the person's Python, which deploys to Modal. However the
 * parent ends, even if it is killed, its channel closes: then nothing listens any more and the folder is gone.
 */
const speed = 30;

const word = (): string => randomBytes(16).toString('hex');

const keysOf: Readonly<Record<Simulated, () => void>> = {
  together: () => {
    Object.assign(togetherAccount, { apiKey: `sim-together-${word()}` });
  },
  replicate: () => {
    for (const account of replicateAccounts) Object.assign(account, { token: `r8_Sim${word()}` });
  },
  predibase: () => {
    Object.assign(predibaseAccount, { apiToken: `pb_sim${word()}` });
    Object.assign(serverKeys, { huggingFaceToken: `hf_Sim${word()}`, proxyToken: `sim-proxy-${word()}` });
  },
  modal: () => {
    Object.assign(modalKeys, { tokenSecret: `as-Sim${word()}`, proxyTokenSecret: `ws-Sim${word()}` });
  },
};

/** Other programs of this machine reach the ports as well: without these they are let in nowhere. */
function drawKeys(): void {
  lockControls(word());
  for (const draw of Object.values(keysOf)) draw();
}

async function play(folder: string): Promise<void> {
  const leave = (): never => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    process.exit(0);
  };
  process.once('disconnect', leave);
  // A terminal that is interrupted interrupts its whole group; the parent decides when this ends.
  process.on('SIGINT', () => undefined);
  drawKeys();
  const { said } = await startSimulators(simulated, { clock: { speed }, seed: 'demo' });
  const { control } = said['modal'] as { control: string };
  process.send?.({ platforms: said, modalControl: behindDoor(control) });
  // The parent may have gone before anybody listened for that.
  if (!process.connected) leave();
}

const [role = '', ...rest] = process.argv.slice(2);
if (role === 'python') void standIn(rest, process.env).then((code) => (process.exitCode = code));
else if (role === 'play' && rest[0] !== undefined) void play(rest[0]);
