import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import type { Deployment } from '../../../src/connectors/domain.ts';
import type { InvokeRequest, SnippetLanguage } from '../../../src/connectors/inference.ts';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { accounts } from './fuzz/accounts.ts';
import { hostileEverywhere } from './hostile.ts';
import { forbidden, hostileTexts } from './hostileTexts.ts';
import { hostileView } from './places.ts';
import { tellStorm } from './storm.ts';

async function snippetsOf(text: string): Promise<{ curl: string; python: string; typescript: string }[]> {
  const request: InvokeRequest = {
    prompt: text,
    system: text,
    adapter: text,
    stream: true,
    inputs: { [text.slice(0, 50)]: text },
  };
  const all = [];
  for (const account of connectors) {
    const { connector, id } = await account;
    const deployment: Deployment = { ...hostileView(text), platform: connector.platform, id };
    const code = (language: SnippetLanguage): string => {
      try {
        return connector.snippet(deployment, request, language);
      } catch (error) {
        // Some names are refused as those of adapters: then the rest of it is looked at.
        if (!(error instanceof PlatformError)) throw error;
        const { adapter: _refused, ...others } = request;
        return connector.snippet(deployment, others, language);
      }
    };
    all.push({ curl: code('curl'), python: code('python'), typescript: code('typescript') });
  }
  return all;
}

const connectors = Object.values(accounts).map(async (open) => {
  const account = await open();
  const connector = account.connect({});
  const [first] = (await connector.list()).deployments;
  connector.dispose();
  await account.close();
  return { connector, id: first?.id ?? '' };
});

describe('texts of a platform that want to be more than texts', function () {
  this.timeout(60_000);

  it('are text wherever the editor shows them', () => {
    const { wrong, places } = hostileEverywhere();
    tellStorm('hostile', { texts: hostileTexts.length, places, wrong: wrong.length });
    assert.deepEqual(wrong.slice(0, 10), []);
    assert.ok(places > 900, String(places));
  });

  it('run nothing in a shell and no command of a terminal, and leave code as it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-hostile-'));
    const short = hostileTexts.filter(({ length }) => length < 1000);
    const python: string[] = [];
    for (const text of short)
      for (const code of await snippetsOf(text)) {
        assert.ok(!forbidden.test(code.curl), JSON.stringify(code.curl));
        // A function in its place gets what the program would get.
        execFileSync('bash', ['-c', `curl() { :; }\n${code.curl}`], { cwd: folder });
        python.push(code.python);
        const { diagnostics = [] } = ts.transpileModule(code.typescript, { reportDiagnostics: true });
        assert.deepEqual(
          diagnostics.map(({ messageText }) => messageText),
          [],
        );
      }
    const parse = 'import ast,json,sys\nfor each in json.load(sys.stdin): ast.parse(each)';
    execFileSync('python3', ['-c', parse], { input: JSON.stringify(python) });
    assert.deepEqual(readdirSync(folder), []);
    rmSync(folder, { recursive: true });
  });
});
