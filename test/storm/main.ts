/** `npm run storm`: some ten minutes. What it measured goes into docs/reliability.md, with the date. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reliabilityPage } from './page.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-storm-'));
const figures = join(folder, 'figures.jsonl');
writeFileSync(figures, '');
try {
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const { status } = spawnSync(process.execPath, [mocha, 'test/unit/storm/**/*.test.ts'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SLIPWAY_STORM: figures },
  });
  process.exitCode = status ?? 1;
  // Of a run that failed no page is made: it would pass for a good one.
  if (status === 0) {
    const page = await reliabilityPage(readFileSync(figures, 'utf8'), new Date());
    writeFileSync(join(root, 'docs/reliability.md'), page);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
