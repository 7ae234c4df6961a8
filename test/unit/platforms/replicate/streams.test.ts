import assert from 'node:assert/strict';
import { deploy, type Lab, openLab, word } from './lab.ts';

const minute = 60_000;

interface Event {
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly data: string | undefined;
}

/** Reads what arrived, comments apart. */
function read(text: string): { events: Event[]; comments: string[] } {
  const blocks = text.split(/\r?\n\r?\n/).filter(Boolean);
  const comments = blocks.filter((block) => block.startsWith(':'));
  const events = blocks
    .filter((block) => !block.startsWith(':'))
    .map((block) => {
      const lines = block.split(/\r?\n/);
      const values = (field: string): string[] =>
        lines.filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2));
      const data = values('data');
      return {
        name: values('event')[0],
        id: values('id')[0],
        data: data.length > 0 ? data.join('\n') : undefined,
      };
    });
  return { events, comments };
}

describe('Replicate simulator: streams', () => {
  let lab: Lab;
  let path: string;
  beforeEach(async () => {
    lab = await openLab({ seed: 'empty' });
    path = `${await deploy(lab, 'chat', { min_instances: 1 })}/predictions`;
    lab.sim.control.advance(3 * minute);
  });
  afterEach(async () => {
    await lab.close();
    assert.deepEqual(lab.problems, []);
  });

  const streamOf = async (at = path, input: object = { prompt: 'Hi ü' }): Promise<string> => {
    const made = await lab.want(201, 'POST', at, { input });
    return word(made['urls']!['stream']);
  };
  const listen = async (url: string, headers: Record<string, string> = {}): Promise<string> => {
    const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers } });
    assert.match(response.headers.get('content-type')!, /^text\/event-stream/);
    return response.text();
  };
  const outputs = (events: Event[]): string =>
    events.flatMap(({ name, data }) => (name === 'output' ? [data ?? ''] : [])).join('');

  it('tell the text piece by piece, lines and spaces kept, then say done', async () => {
    const url = await streamOf();
    assert.match(url, /\/v1\/streams\/[0-9a-z]{40}$/);
    const { events, comments } = read(await listen(url));
    assert.deepEqual(comments, [': hi']);
    assert.equal(outputs(events), ' You said: "Hi ü".\nThat is all – ✓ nothing more.');
    assert.ok(events.some(({ data }) => data === '\nThat'));
    assert.ok(events.some(({ name }) => name === 'logs'));
    assert.deepEqual([events.at(-1)!.name, events.at(-1)!.data], ['done', '{}']);
    assert.ok(events.every(({ id }) => /^\d{10}:\d+$/.test(id!)));
    assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
    assert.equal(lab.sim.control.requests({ path: '/streams/' })[0]!.headers['authorization'], undefined);
  });

  it('resume after the last id, or start again', async () => {
    const url = await streamOf();
    const { events } = read(await listen(url));
    const resumed = { 'last-event-id': events[3]!.id! };
    assert.deepEqual(read(await listen(url, resumed)).events, events.slice(4));
    lab.sim.control.setModes({ streamResume: 'replay' });
    assert.deepEqual(read(await listen(url, resumed)).events, events);
  });

  it('end in every way', async () => {
    lab.sim.control.scriptNextRun({ kind: 'fails', error: 'E1001: out of memory' });
    const failed = read(await listen(await streamOf())).events.slice(-2);
    assert.deepEqual(
      failed.map(({ name, data }) => [name, data]),
      [
        ['error', '{"detail":"E1001: out of memory"}'],
        ['done', '{"reason":"error"}'],
      ],
    );
    lab.sim.control.setModes({ streamError: 'text', streamDone: 'bare', streamLogs: false });
    lab.sim.control.scriptNextRun({ kind: 'fails', error: 'E1001: out of memory' });
    const { events } = read(await listen(await streamOf()));
    assert.deepEqual(events.at(-2)!.data, 'E1001: out of memory');
    assert.deepEqual(events.at(-1), { name: 'done', id: undefined, data: undefined });
    assert.ok(!events.some(({ name }) => name === 'logs'));
    const made = await lab.want(201, 'POST', path, { input: { prompt: 'x' } });
    await lab.want(200, 'POST', `/predictions/${word(made['id'])}/cancel`);
    lab.sim.control.setModes({ streamDone: 'withoutId' });
    const canceled = read(await listen(word(made['urls']!['stream']))).events;
    assert.deepEqual(canceled.at(-1), { name: 'done', id: undefined, data: '{"reason":"canceled"}' });
  });

  it('fall silent: 408 after half a minute, also when the data is gone', async () => {
    lab.sim.control.scriptNextRun({ kind: 'pausesAfter', pieces: 2, ms: 40_000 });
    const url = await streamOf();
    const silent = await listen(url);
    assert.ok(silent.endsWith(':408: 408 Request Timeout\n\n'));
    assert.equal(outputs(read(silent).events), ' You said:');
    assert.match(outputs(read(await listen(url)).events), /nothing more\.$/);
    lab.sim.control.advance(61 * minute);
    assert.equal(await listen(url), ': hi\n\n:408: 408 Request Timeout\n\n');
  });

  it('are bent and cut by faults', async () => {
    const url = await streamOf();
    const whole = await listen(url);
    const fault = (kind: 'drip' | 'crlf' | 'noDone' | 'comments'): number =>
      lab.sim.control.addFault({ path: '/v1/streams/*', fault: { kind } });
    fault('drip');
    assert.equal(await listen(url), whole);
    fault('crlf');
    assert.equal(await listen(url), whole.replaceAll('\n', '\r\n'));
    fault('noDone');
    assert.ok(!/event: done/.test(await listen(url)));
    lab.sim.control.addFault({ path: '/v1/streams/*', fault: { kind: 'resetMidStream', afterEvents: 3 } });
    await assert.rejects(listen(url));
  });

  it('carry files, small ones as addresses and large ones whole', async () => {
    const posters = `${await deploy(lab, 'posters', { model: 'acme/poster', min_instances: 1 })}/predictions`;
    lab.sim.control.advance(3 * minute);
    const large = await streamOf(posters, { prompt: 'Sea', kilobytes: 3000 });
    assert.match(large, /\/v1\/files\/[0-9a-z]{40}$/);
    const [output, done] = read(await listen(large)).events;
    assert.ok(output!.data!.startsWith('data:image/png;base64,') && output!.data!.length > 4_000_000);
    assert.equal(done!.name, 'done');
    const small = await streamOf(posters, { prompt: 'Sea', kilobytes: 1 });
    assert.match(read(await listen(small)).events[0]!.data!, /^http:.*\/out-0\.png$/);
  });

  it('want a token, refuse one, or do not care', async () => {
    const url = await streamOf();
    const authorization = `Bearer ${lab.sim.credentials.token}`;
    const status = async (headers: Record<string, string>): Promise<number> => {
      const response = await fetch(url, { headers });
      await response.text();
      return response.status;
    };
    assert.deepEqual([await status({}), await status({ authorization })], [200, 200]);
    lab.sim.control.setModes({ streamToken: 'required' });
    assert.deepEqual([await status({}), await status({ authorization })], [401, 200]);
    lab.sim.control.setModes({ streamToken: 'refused' });
    assert.deepEqual([await status({}), await status({ authorization })], [200, 401]);
  });
});
