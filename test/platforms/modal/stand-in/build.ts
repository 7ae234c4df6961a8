import { setTimeout as sleep } from 'node:timers/promises';
import type { Console } from './console.ts';
import { interrupted, PythonError } from './errors.ts';
import type { Switches } from './switches.ts';

const usualMs = 300;
const slowMs = 6_000;

/** Building the image: what the builder writes arrives line by line, as long as it takes. */
export async function build(
  image: string,
  { console, switches, signal }: { console: Console; switches: Switches; signal: AbortSignal },
): Promise<void> {
  const id = `im-${image
    .replace(/[^A-Za-z0-9]/g, '')
    .padEnd(22, '0')
    .slice(0, 22)}`;
  const total = switches.on('slow-build') ? slowMs : usualMs;
  const lines = buildLines(image, id, total);
  for (const [at, line] of lines.entries()) {
    console.say(line);
    if (switches.on('hang') && at === 1) await pause(2 ** 31 - 1, signal);
    if (switches.on('build-failure') && at === lines.length - 3) throw buildFailure(id);
    await pause(total / lines.length, signal);
  }
}

const buildLines = (image: string, id: string, total: number): string[] => [
  `Building image ${id}`,
  `=> Step 0: FROM ${image}`,
  `Getting image source signatures`,
  `Copying blob sha256:7e49dc6156b0b532`,
  `Copying blob sha256:0a2ae8b1c5d93f77`,
  `=> Step 1: RUN ln -sf $(command -v python3) /usr/local/bin/python`,
  `Saving image...`,
  `Built image ${id} in ${(total / 1000).toFixed(2)}s`,
];

const buildFailure = (id: string): PythonError =>
  new PythonError('RemoteError', `Image build for ${id} failed. View the build logs: modal image logs ${id}`);

/** Ctrl+C ends the wait, as it ends Python's. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw interrupted();
  });
}
