import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { simulated, startSimulators } from './all.ts';

/**
 * Starts the simulators, prints one line of JSON with where they are, and stays until told to go. What is
 * printed is what Slipway takes as its local platforms: credentials have the names that the connectors give them.
 * Platform durations are divided by 30, so a deployment's ten minutes of provisioning and start take 20 s: long
 * enough to watch every state, short enough not to wait for it. The clock itself tells the true time.
 */
const usage = `usage: main.ts [--only ${simulated.join()}] [--port N] [--speed N] [--empty] [--write FILE]\n`;

function read() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: simulated.join(',') },
      port: { type: 'string', default: '0' },
      speed: { type: 'string', default: '30' },
      empty: { type: 'boolean', default: false },
      write: { type: 'string' },
    },
  });
  return {
    only: values.only.split(','),
    speed: Number(values.speed),
    port: Number(values.port),
    write: values.write,
    seed: values.empty ? ('empty' as const) : ('demo' as const),
  };
}

const names: readonly string[] = simulated;
const { only, speed, port, seed, write } = read();
const valid = Number.isFinite(speed) && speed >= 0 && Number.isInteger(port);
if (!valid || only.some((name) => !names.includes(name))) {
  process.stderr.write(usage);
  process.exit(2);
}

let next = port;
/** A given port is the first of several; 0 is any that is free, each time. */
const portOf = (): number => (port === 0 ? 0 : next++);
const { said, close } = await startSimulators(only, { clock: { speed }, seed, portOf });
const line = `${JSON.stringify(said)}\n`;
// What an editor that is started for debugging reads. There are keys in it, if only simulated ones.
if (write !== undefined) {
  mkdirSync(dirname(write), { recursive: true });
  writeFileSync(write, line, { mode: 0o600 });
}
process.stdout.write(line);

const leave = (): void => void close().then(() => process.exit(0));
process.once('SIGINT', leave);
process.once('SIGTERM', leave);
