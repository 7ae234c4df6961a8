import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Capability } from '../../../src/connectors/index.ts';
import { PlatformError, statuses } from '../../../src/connectors/index.ts';
import type { Call, Stage } from './stage.ts';
import {
  collect,
  failure,
  listFailure,
  mustExplain,
  often,
  placeOf,
  question,
  textOf,
  until,
} from './stage.ts';

/** What every connector does the same, whatever its platform looks like. */
export interface Case {
  name: string;
  /** A connection that lacks one of them must say so instead: see `absent`. */
  needs?: Capability[];
  /** Calls in which the case provokes a fault; left out where the platform makes no such call. */
  at?: Call[];
  run: (stage: Stage) => Promise<void>;
}

export const cases: Case[] = [
  {
    name: 'names whom the key belongs to',
    run: async ({ connector }) => {
      const account = await connector.verify();
      assert.match(account.label, /\S/);
      assert.match(account.id, /\S/);
    },
  },
  {
    name: 'lists sound rows, each once',
    run: async ({ connector, definition, infers }) => {
      const { deployments, problems, complete } = await connector.list();
      assert.deepEqual(problems, []);
      assert.equal(complete, true);
      assert.ok(deployments.length > 0);
      assert.equal(new Set(deployments.map(({ id }) => id)).size, deployments.length);
      for (const row of deployments) {
        assert.equal(row.platform, definition.id);
        assert.ok(statuses.includes(row.status));
        assert.match(row.name, /\S/);
        assert.ok(infers ? row.detail.inferred === true && row.detail.word === '' : row.detail.word !== '');
        for (const allowed of Object.values(row.allowed))
          if (allowed !== true) assert.match(allowed.no, /^[A-Z].*\.$/s, 'the reason is a sentence');
        assert.notEqual(row.price?.perReplicaHour, 0, 'an unknown price is no zero');
      }
    },
  },
  {
    name: 'gets one as the list has it',
    run: async (stage) => {
      const id = await stage.active();
      const listed = (await stage.connector.list()).deployments.find((row) => row.id === id);
      const { readAt: _, ...one } = await stage.connector.get(id);
      const { readAt: __, ...same } = listed ?? assert.fail('not listed');
      assert.equal(one.name, same.name);
      assert.equal(one.status, same.status);
      assert.deepEqual(one.config, same.config);
    },
  },
  {
    name: 'says of one that is gone that it is gone',
    run: async (stage) => {
      const id = await stage.active();
      const error = await failure(stage.connector.get(`${id}-that-never-was`));
      assert.equal(error.code, 'not-found');
    },
  },
  {
    name: 'deploys exactly what it planned, and it becomes active',
    needs: ['deploy'],
    at: ['create'],
    run: async (stage) => {
      const spec = await stage.spec('from-plan');
      const plan = await stage.connector.plan(spec);
      assert.deepEqual(
        plan.checks.filter(({ level }) => level === 'error'),
        [],
      );
      assert.ok(plan.requests.length > 0);
      stage.count(placeOf(stage, 'create'));
      const made = await stage.connector.deploy(spec);
      assert.equal(stage.count(placeOf(stage, 'create')), 1, 'one create');
      assert.equal(made.name, 'from-plan');
      const active = await until(stage, made.id, 'active');
      assert.equal(active.allowed.test, true);
      const { deployments } = await stage.connector.list();
      assert.equal(deployments.filter(({ name }) => name === 'from-plan').length, 1);
    },
  },
  {
    name: 'shows a deploy that fails as failed, with the reason',
    needs: ['deploy'],
    run: async (stage) => {
      const id = (await stage.doomed?.()) ?? assert.fail('nothing to doom');
      const failed = await until(stage, id, 'failed');
      assert.match(failed.error ?? failed.detail.message ?? '', /\S/);
      const listed = (await stage.connector.list()).deployments.find((row) => row.id === id);
      assert.equal(listed?.status, 'failed');
    },
  },
  {
    name: 'never creates twice when the answer to a create is lost',
    needs: ['deploy'],
    at: ['create'],
    run: async (stage) => {
      const spec = await stage.spec('lost-answer');
      stage.fault({ ...placeOf(stage, 'create'), fault: { kind: 'loseResponse', how: 'reset' } });
      stage.count(placeOf(stage, 'create'));
      const outcome = await stage.connector.deploy(spec).then(
        (made) => made.name,
        (error: unknown) => (error instanceof PlatformError ? error.code : String(error)),
      );
      assert.equal(stage.count(placeOf(stage, 'create')), 1, 'one create');
      assert.ok(['lost-answer', 'outcome-unknown'].includes(outcome), outcome);
      const { deployments } = await stage.connector.list({ fresh: true });
      assert.equal(deployments.filter(({ name }) => name === 'lost-answer').length, 1);
    },
  },
  {
    name: 'does not create when the name is in use, and says so',
    needs: ['deploy'],
    run: async (stage) => {
      const spec = await stage.spec('once-only');
      await stage.connector.deploy(spec);
      const error = await failure(stage.connector.deploy(spec));
      assert.equal(error.code, stage.nameTaken, error.message);
    },
  },
  {
    name: 'changes what was asked for and nothing else',
    needs: ['deploy', 'update'],
    run: async (stage) => {
      const { id } = await stage.connector.deploy(await stage.spec('to-change'));
      const before = await until(stage, id, 'active');
      const plan = await stage.connector.planUpdate(id, stage.change);
      assert.ok(plan.requests.length > 0);
      await stage.connector.update(id, stage.change);
      stage.advance(10 * 60_000);
      const after = await stage.connector.get(id);
      assert.deepEqual(after.config, { ...before.config, ...stage.change });
    },
  },
  {
    name: 'stops, starts as it was, and deletes',
    needs: ['deploy', 'stop', 'start', 'remove'],
    run: async (stage) => {
      const { connector } = stage;
      const { id } = await connector.deploy(await stage.spec('to-stop'));
      const before = await until(stage, id, 'active');
      assert.equal(before.allowed.stop, true);
      await connector.stop(id);
      const stopped = await until(stage, id, 'stopped');
      assert.equal(stopped.allowed.start, true);
      await connector.start(id);
      const again = await until(stage, id, 'active');
      assert.deepEqual(again.config, before.config, 'as it was before the stop');
      await connector.remove(id);
      assert.equal((await failure(connector.get(id))).code, 'not-found');
      const { deployments } = await connector.list({ fresh: true });
      assert.ok(deployments.every((row) => row.id !== id));
      await connector.remove(id);
    },
  },
  {
    name: 'tests: a success with text, and what was used',
    run: async (stage) => {
      const id = await stage.active();
      for (const stream of [true, false]) {
        const events = await collect(stage.connector.invoke(id, { ...question, stream }));
        const end = events.at(-1);
        assert.ok(end?.type === 'done', JSON.stringify(end));
        assert.match(textOf(events), /\S/);
        assert.ok((end.usage?.output ?? 0) > 0, 'the platform counted tokens');
        assert.equal(events[0]?.type, 'sent');
      }
    },
  },
  {
    name: 'tests: an error ends it, explained',
    at: ['invoke'],
    run: async (stage) => {
      const id = await stage.active();
      for (const fault of [stage.refusal(403), { kind: 'status', status: 500, text: 'oops' } as const]) {
        stage.fault({ ...placeOf(stage, 'invoke'), times: often, fault });
        const end = (await collect(stage.connector.invoke(id, question))).at(-1);
        assert.ok(end?.type === 'error', JSON.stringify(end));
        mustExplain(end.error);
        stage.clearFaults();
      }
    },
  },
  {
    name: 'tests: cancelling ends it at once, and is no error',
    at: ['stream'],
    run: async (stage) => {
      const id = await stage.active();
      stage.fault({ ...placeOf(stage, 'stream'), fault: { kind: 'stallMidStream', afterEvents: 2 } });
      const stop = new AbortController();
      const types: string[] = [];
      for await (const event of stage.connector.invoke(id, { ...question, maxTokens: 64 }, stop.signal)) {
        types.push(event.type);
        if (event.type === 'token') stop.abort();
      }
      assert.equal(types.at(-1), 'cancelled', types.join(' '));
      const early = await collect(stage.connector.invoke(id, question, AbortSignal.abort()));
      assert.equal(early.at(-1)?.type, 'cancelled');
    },
  },
  {
    name: 'tests: it says that one was sent when it was, and only then',
    at: ['invoke'],
    run: async (stage) => {
      const id = await stage.active();
      const sentAnything = async (to: string, signal?: AbortSignal) => {
        stage.count(placeOf(stage, 'invoke'));
        const events = await collect(stage.connector.invoke(to, question, signal));
        const told = events.some(({ type }) => type === 'sent');
        assert.equal(told, stage.count(placeOf(stage, 'invoke')) > 0, JSON.stringify(events));
        return told;
      };
      assert.equal(await sentAnything(id), true);
      assert.equal(await sentAnything(id, AbortSignal.abort()), false);
      await sentAnything(`${id}-that-never-was`);
    },
  },
  {
    name: 'tests: a stream that breaks is not taken for a whole answer',
    at: ['stream'],
    run: async (stage) => {
      const id = await stage.active();
      const whole = textOf(await collect(stage.connector.invoke(id, question)));
      stage.fault({
        ...placeOf(stage, 'stream'),
        times: often,
        fault: { kind: 'resetMidStream', afterEvents: 2 },
      });
      const events = await collect(stage.connector.invoke(id, question));
      const end = events.at(-1);
      if (stage.keepsAnswers) {
        assert.equal(end?.type, 'done', JSON.stringify(end));
        assert.match(textOf(events), /\S/);
        return;
      }
      assert.ok(end?.type === 'error', JSON.stringify(end));
      assert.ok(['broken-stream', 'network'].includes(end.error.code), end.error.code);
      assert.ok(textOf(events).length < whole.length);
    },
  },
  ...([401, 403] as const).map((status): Case => ({
    name: `${status}: the key is the problem, not the network`,
    at: ['list'],
    run: async (stage) => {
      stage.fault({ ...placeOf(stage, 'list'), times: often, fault: stage.refusal(status) });
      const error = await listFailure(stage.connector);
      assert.equal(error.code, status === 401 ? 'unauthorized' : 'forbidden');
      assert.match(error.hint ?? '', /\S/, 'what to do');
    },
  })),
  {
    name: '422: what the platform refuses is told in its own words',
    needs: ['deploy'],
    at: ['create'],
    run: async (stage) => {
      const spec = await stage.spec('refused');
      stage.fault({ ...placeOf(stage, 'create'), times: often, fault: stage.refusal(422) });
      const error = await failure(stage.connector.deploy(spec));
      assert.equal(error.code, 'invalid');
      assert.match(error.platformMessage ?? '', /\S/);
    },
  },
  {
    name: '409: a conflict is no reason to try again by itself',
    needs: ['deploy', 'update'],
    at: ['change'],
    run: async (stage) => {
      const { id } = await stage.connector.deploy(await stage.spec('contested'));
      await until(stage, id, 'active');
      stage.fault({ ...placeOf(stage, 'change'), times: often, fault: stage.refusal(409) });
      stage.count(placeOf(stage, 'change'));
      const error = await failure(stage.connector.update(id, stage.change));
      assert.ok(['conflict', 'already-exists'].includes(error.code), error.code);
      assert.ok(stage.count(placeOf(stage, 'change')) <= 2);
    },
  },
  {
    name: '429: waits as asked and goes on; in the end it says how long',
    at: ['list'],
    run: async (stage) => {
      stage.fault({ ...placeOf(stage, 'list'), times: 1, fault: stage.tooMany(5) });
      assert.deepEqual((await stage.connector.list({ fresh: true })).problems, []);
      stage.fault({ ...placeOf(stage, 'list'), times: often, fault: stage.tooMany(90) });
      const error = await listFailure(stage.connector);
      assert.equal(error.code, 'rate-limited');
      if (!stage.silent) assert.ok((error.retryAfterMs ?? 0) >= 60_000, String(error.retryAfterMs));
    },
  },
  {
    name: '5xx: tried again, and told when it stays',
    at: ['list'],
    run: async (stage) => {
      stage.fault({ ...placeOf(stage, 'list'), times: 1, fault: { kind: 'gateway', status: 502 } });
      assert.deepEqual((await stage.connector.list({ fresh: true })).problems, []);
      stage.fault({ ...placeOf(stage, 'list'), times: often, fault: { kind: 'gateway', status: 502 } });
      const error = await listFailure(stage.connector);
      assert.equal(error.code, 'unavailable');
      assert.ok(!/<html|<body/i.test(JSON.stringify(error)), 'no markup of a gateway');
    },
  },
  {
    name: 'resets are tried again on reads',
    at: ['list'],
    run: async (stage) => {
      stage.fault({ ...placeOf(stage, 'list'), times: 1, fault: { kind: 'resetBeforeHeaders' } });
      assert.deepEqual((await stage.connector.list({ fresh: true })).problems, []);
    },
  },
  {
    name: 'a stalled read can be cancelled',
    at: ['list'],
    run: async (stage) => {
      stage.fault({ ...placeOf(stage, 'list'), times: often, fault: { kind: 'stallBeforeHeaders' } });
      const stop = new AbortController();
      const listing = stage.connector.list({ fresh: true, signal: stop.signal });
      setTimeout(() => stop.abort(), 50);
      assert.equal((await failure(listing)).code, 'cancelled');
    },
  },
  {
    name: 'a read that stalls ends by itself, as a timeout',
    at: ['list'],
    run: async (stage) => {
      stage.fault({ ...placeOf(stage, 'list'), times: often, fault: { kind: 'stallBeforeHeaders' } });
      mock.timers.enable({ apis: ['setTimeout'] });
      try {
        const wait = { over: false };
        const failed = listFailure(stage.connector).finally(() => (wait.over = true));
        while (!wait.over) {
          await new Promise((resolve) => setImmediate(resolve));
          mock.timers.tick(1000);
        }
        assert.equal((await failed).code, 'timeout');
      } finally {
        mock.timers.reset();
      }
    },
  },
  ...(['truncatedBody', 'malformedJson'] as const).map((kind): Case => ({
    name: `${kind === 'truncatedBody' ? 'a truncated' : 'a malformed'} body is told as such`,
    at: ['list'],
    run: async (stage) => {
      stage.fault({ ...placeOf(stage, 'list'), times: often, fault: { kind } });
      const error = await listFailure(stage.connector);
      assert.ok(['malformed', 'broken-stream', 'network', 'unavailable'].includes(error.code), error.code);
    },
  })),
  {
    name: 'a word of tomorrow is shown and hides no row',
    run: async (stage) => {
      if (!stage.unknownWord) return;
      const before = (await stage.connector.list()).deployments.map(({ id }) => id).sort();
      const id = await stage.active();
      stage.rewrite(stage.unknownWord);
      const { deployments } = await stage.connector.list({ fresh: true });
      assert.deepEqual(deployments.map((row) => row.id).sort(), before);
      const row = deployments.find((one) => one.id === id);
      assert.match(row?.detail.word ?? '', /tomorrow/i);
      assert.ok(statuses.includes(row?.status ?? 'failed'));
    },
  },
  {
    name: 'fields that are missing hide no row',
    run: async (stage) => {
      const before = (await stage.connector.list()).deployments.map(({ id }) => id).sort();
      stage.rewrite((body) => without(body, optional));
      const { deployments } = await stage.connector.list({ fresh: true });
      assert.deepEqual(deployments.map(({ id }) => id).sort(), before);
      for (const row of deployments) assert.ok(statuses.includes(row.status));
    },
  },
  {
    name: 'lists more than a thousand, each once',
    at: ['list'],
    run: async (stage) => {
      if (!stage.fill) return;
      const before = (await stage.connector.list()).deployments.length;
      stage.fill(1005);
      const { deployments, complete } = await stage.connector.list({ fresh: true });
      assert.equal(complete, true);
      assert.equal(new Set(deployments.map(({ id }) => id)).size, before + 1005);
    },
  },
];

/** Details that any platform may leave out of a row. */
const optional = new Set([
  'createdAt',
  'created_at',
  'updatedAt',
  'created_by',
  'statusMessage',
  'description',
  'configuration',
  'accelerator',
  'quantization',
  'currentReplicas',
  'config',
  'autoscaling',
  'replicas',
  'model_pipeline_tag',
  'sha',
]);

function without(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, unknown][] =>
      names.has(name) ? [] : [[name, without(inner, names)]],
    ),
  );
}
