import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../hosts/paths.ts';

const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
const tests = ['look', 'look-modal', 'states-*'].map((name) => `test/e2e/webviews/${name}.test.ts`);
const { status } = spawnSync(process.execPath, [mocha, ...tests, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SLIPWAY_LOOKS: 'all' },
});
process.exitCode = status ?? 1;
