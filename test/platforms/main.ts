import { parseArgs } from 'node:util';
import { startTogether } from './together/index.ts';

/**
 * Starts every simulator, prints one line of JSON with where they are, and stays until told to go.
 * Platform durations are divided by 30, so a deployment's ten minutes of provisioning and start take 20 s: long
 * enough to watch every state, short enough not to wait for it. The clock itself tells the true time.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    speed: { type: 'string', default: '30' },
    empty: { type: 'boolean', default: false },
  },
});

const speed = Number(values.speed);
const port = Number(values.port);
if (!Number.isFinite(speed) || speed < 0 || !Number.isInteger(port)) {
  process.stderr.write('usage: main.ts [--port N] [--speed N] [--empty]\n');
  process.exit(2);
}

const together = await startTogether({ port, clock: { speed }, seed: values.empty ? 'empty' : 'demo' });
const { baseUrls, credentials, controlUrl } = together;
process.stdout.write(`${JSON.stringify({ together: { baseUrls, credentials, control: controlUrl } })}\n`);

const leave = (): void => void together.close().then(() => process.exit(0));
process.once('SIGINT', leave);
process.once('SIGTERM', leave);
