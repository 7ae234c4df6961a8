import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type Got, openPredibase, type PredibaseLab, type Wire, word } from './lab.ts';

describe('Predibase, repositories, adapters and jobs', () => {
  let lab: PredibaseLab;
  beforeEach(async () => {
    lab = await openPredibase();
  });
  afterEach(() => lab.close());

  const put = (url: unknown, headers: Record<string, string>): Promise<Response> =>
    fetch(word(url), { method: 'PUT', headers, body: Buffer.from([0, 255, 1]) });

  it('trap 4: wraps lists twice and single things not at all', async () => {
    const listed = await lab.want(200, 'GET', '/v2/repos?limit=2');
    const repos = listed['data']!['repos'] as unknown as Wire[];
    assert.equal(repos.length, 2);
    assert.ok(!('versions' in repos[0]!), 'versions are told one by one');
    const one = await lab.want(200, 'GET', '/v2/repos/support');
    assert.equal((one['versions'] as unknown as Wire[]).length, 7);
    const made = { name: 'new', description: null, existsOk: false };
    await lab.want(200, 'POST', '/v2/repos', made);
    await lab.want(409, 'POST', '/v2/repos', made);
    await lab.want(200, 'POST', '/v2/repos', { ...made, existsOk: true });
  });

  it('shows versions ready, pending, without a path, uploaded and failed', async () => {
    const version = (id: string): Promise<Wire> => lab.want(200, 'GET', `/v2/repos/${id}`);
    const seen = [];
    for (const id of ['support/version/1', 'support/version/3', 'support/version/4', 'sql/version/2']) {
      const { status, adapterPath, finetuningJob } = await version(id);
      seen.push([status as unknown, Boolean(adapterPath), finetuningJob !== undefined]);
    }
    assert.deepEqual(seen, [
      ['completed', true, true],
      ['pending', false, true],
      ['completed', false, true],
      ['', true, false],
    ]);
    const failed = await version('support/version/6');
    assert.equal(word(failed['finetuningJob']!['error']), 'CUDA out of memory');
    const job = word((await version('support/version/1'))['finetuningJob']!['uuid']);
    assert.equal((await lab.want(200, 'GET', `/v2/finetuning/jobs/${job}`))['targetVersionTag'], 1);
    assert.ok('completed' in (await lab.want(200, 'GET', `/v2/finetuning/jobs/${job}/timeline`)));
  });

  it('archives, deletes and downloads versions', async () => {
    const path = '/v2/repos/support/version/1';
    assert.equal((await lab.want(200, 'PUT', path, { archived: true }))['archived'], true);
    const zip = await lab.call('GET', `${path}/download`);
    assert.deepEqual([zip.type, zip.text.slice(0, 2)], ['application/zip', 'PK']);
    const none = await lab.want(400, 'GET', '/v2/repos/support/version/3/download');
    assert.ok('message' in none['error']!);
    assert.equal((await lab.call('DELETE', path)).status, 204);
    await lab.want(404, 'GET', path);
  });

  it('trap 21: takes an upload in three steps, the last with a slash, and no token on the way', async () => {
    const start = await lab.want(200, 'POST', '/v2/adapters/upload', { repo: 'empty' });
    const uploadToken = word(start['uploadToken']);
    const finish = (slash: string): Promise<Got> =>
      lab.call('PUT', `/v2/adapters/upload${slash}`, { uploadToken });
    assert.equal((await finish('/')).status, 400, 'nothing is there yet');
    const headers = {
      'content-type': 'application/octet-stream',
      ...(start['requiredHeaders'] as unknown as Record<string, string>),
    };
    for (const file of ['adapter_config.json', 'adapter_model.safetensors']) {
      const url = start['presignedUrls']![file];
      assert.equal((await put(url, { ...headers, authorization: 'Bearer pb_x' })).status, 400);
      assert.equal((await put(url, headers)).status, 200);
    }
    assert.equal(lab.sim.control.leakedTokens(), 2);
    assert.equal((await finish('')).status, 404);
    const made = await finish('/');
    assert.deepEqual([made.body['repo'], made.body['tag'], made.body['status']], [
      'empty',
      1,
      '',
    ] as unknown[]);
    assert.ok(
      !JSON.stringify(lab.sim.control.requests({ method: 'PUT', path: '/v2/' })).includes(uploadToken),
    );
  });

  it('trap 21: cancels a batch with a GET, and hands out results at an address without a token', async () => {
    const request = { dataset: 'rows', serverConfig: { baseModel: 'qwen3-8b' } };
    const start = async (): Promise<string> =>
      `/v2/batch-inference/${word((await lab.want(200, 'POST', '/v2/batch-inference', request))['uuid'])}`;
    const [done, stopped] = [await start(), await start()];
    assert.equal(word((await lab.want(200, 'GET', `${stopped}/cancel`))['status']), 'canceled');
    await lab.want(400, 'GET', `${done}/results`);
    lab.sim.control.advance(600_000);
    const { url } = await lab.want(200, 'GET', `${done}/results`);
    assert.equal((await fetch(word(url))).status, 200);
    assert.equal((await fetch(word(url), { headers: { authorization: 'Bearer pb_x' } })).status, 400);
    const { data } = await lab.want(200, 'GET', '/v2/batch-inference?limit=1');
    assert.equal((data!['jobs'] as unknown as Wire[]).length, 1);
  });

  it('streams a job over a WebSocket, its history with every connection', async () => {
    const { finetuningJob } = await lab.want(200, 'GET', '/v2/repos/support/version/1');
    const path = `/v2/finetuning/jobs/${word(finetuningJob!['uuid'])}/metrics/stream`;
    for (let connection = 0; connection < 2; connection += 1) {
      const messages = await framesOf(lab, path, 3);
      assert.deepEqual(
        messages.map(({ meta }) => [meta!['steps'], meta!['is_completed']] as unknown[]),
        [
          [10, false],
          [20, false],
          [30, true],
        ],
      );
    }
    await assert.rejects(framesOf(lab, '/v2/finetuning/jobs/none/metrics/stream', 1));
  });

  it('does the same over HTTP for a test in another process', async () => {
    const { controlUrl } = lab.sim;
    const post = async (act: string, body: unknown): Promise<Response> =>
      fetch(`${controlUrl}/${act}`, { method: 'POST', body: JSON.stringify(body) });
    await post('status', { deployment: 'support-prod', status: 'odd' });
    await post('trouble', { path: '/v2/repos', trouble: 'redirect' });
    assert.equal((await post('fail', { deployment: 'nobody' })).status, 400);
    const { data } = await lab.want(200, 'GET', '/v2/deployments/support-prod');
    assert.equal(word(data!['status']), 'odd');
    assert.equal((await lab.call('GET', '/v2/repos')).status, 301);
    const costs = (await (await fetch(`${controlUrl}/costs`)).json()) as Wire;
    assert.ok('support-prod' in costs['deployments']!);
    const asked = (await (await fetch(`${controlUrl}/requests?path=/v2/repos`)).json()) as Wire;
    assert.equal((asked['requests'] as unknown as Wire[]).length, 1);
  });
});

/** A WebSocket by hand: the platform wants a header that the standard client cannot send. */
function framesOf({ sim }: PredibaseLab, path: string, count: number): Promise<Wire[]> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${sim.credentials.apiToken}`,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    };
    const asked = request(sim.baseUrls.gateway + path, { headers });
    asked.on('response', ({ statusCode }) => reject(new Error(`refused: ${statusCode ?? 0}`)));
    asked.on('error', reject);
    asked.on('upgrade', (response, socket, head) => {
      assert.equal(response.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
      let bytes = head;
      const read = (): void => {
        const texts = textsIn(bytes);
        if (texts.length < count) return;
        socket.destroy();
        resolve(texts.map((text) => JSON.parse(text) as Wire));
      };
      socket.on('data', (more: Buffer) => {
        bytes = Buffer.concat([bytes, more]);
        read();
      });
      read();
    });
    asked.end();
  });
}

function textsIn(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const short = bytes[at + 1]!;
    const start = at + (short === 126 ? 4 : 2);
    const end = start + (short === 126 ? bytes.readUInt16BE(at + 2) : short);
    if (end > bytes.length) break;
    texts.push(bytes.toString('utf8', start, end));
    at = end;
  }
  return texts;
}
