/**
 * `npm run prices [-- --accept] [replicate=<address or file>] [modal=<address or file>]`: reads the public price pages
 * and writes the tables that Slipway comes with. The difference is for a person to read and commit.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import type { PriceTable } from '../../src/connectors/price-table.ts';
import { readers, type Reader } from './pages.ts';
import { renewed } from './renew.ts';

const fileOf = (platform: string): URL =>
  new URL(`../../src/connectors/${platform}/prices.json`, import.meta.url);

async function pageOf(address: string): Promise<string> {
  if (!/^https?:/.test(address)) return readFile(address, 'utf8');
  const answer = await fetch(address, { signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) throw new Error(`${address} answered ${String(answer.status)}`);
  return answer.text();
}

async function renew(platform: string, read: Reader, options: readonly string[]): Promise<boolean> {
  const file = fileOf(platform);
  const before = JSON.parse(await readFile(file, 'utf8')) as PriceTable;
  const elsewhere = options.find((option) => option.startsWith(`${platform}=`));
  const page = await pageOf(elsewhere?.slice(platform.length + 1) ?? before.source);
  const today = new Date().toISOString().slice(0, 10);
  const { table, changes, refusals } = renewed(before, read(page), today, options.includes('--accept'));
  console.log(`${platform}, ${before.date} → ${today}`);
  for (const line of changes) console.log(`  ${line}`);
  for (const line of refusals) console.error(`  refused: ${line}`);
  if (refusals.length > 0) return false;
  await writeFile(file, await format(JSON.stringify(table), { parser: 'json' }));
  return true;
}

const options = process.argv.slice(2);
for (const [platform, read] of Object.entries(readers)) {
  const done = await renew(platform, read, options).catch((error: unknown) => {
    console.error(`${platform}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  });
  if (!done) process.exitCode = 1;
}
