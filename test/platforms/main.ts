import { parseArgs } from 'node:util';
import { simulated, startSimulators } from './all.ts';

/**
 * Starts the simulators, prints one line of JSON with where they are, and stays until told to go. What is
 * printed is what Slipway takes as its local platforms: credentials have the names that the connectors give them.
 * Platform durations are divided by 30, so a deployment's ten minutes of provisioning and start take 20 s: long
 * enough to watch every state, short enough not to wait for it. The clock itself tells the true time.
 */
const usage = 'usage: main.ts [--only together,replicate,predibase,modal] [--port N] [--speed N] [--empty]\n';

function read() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: simulated.join(',') },
      port: { type: 'string', default: '0' },
      speed: { type: 'string', default: '30' },
      empty: { type: 'boolean', default: false },
    },
  });
  return {
    only: values.only.split(','),
    speed: Number(values.speed),
    port: Number(values.port),
    seed: values.empty ? ('empty' as const) : ('demo' as const),
  };
}

const { only, speed, port, seed } = read();
const valid = Number.isFinite(speed) && speed >= 0 && Number.isInteger(port);
if (!valid || only.some((name) => !simulated.includes(name))) {
  process.stderr.write(usage);
  process.exit(2);
}

let next = port;
/** A given port is the first of several; 0 is any that is free, each time. */
const portOf = (): number => (port === 0 ? 0 : next++);
const { said, close } = await startSimulators(only, { clock: { speed }, seed, portOf });
process.stdout.write(`${JSON.stringify(said)}\n`);

const leave = (): void => void close().then(() => process.exit(0));
process.once('SIGINT', leave);
process.once('SIGTERM', leave);
