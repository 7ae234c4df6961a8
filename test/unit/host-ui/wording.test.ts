import { strict as assert } from 'node:assert';
import type { Plan } from '../../../src/connectors/connector.ts';
import { eventsText } from '../../../src/extension/commands/eventsText.ts';
import {
  deleteCancelled,
  deleteQuestion,
  deployCancelled,
  deployQuestion,
  disconnectQuestion,
  estimateText,
  isLastOfGroup,
  notDeleted,
  restartQuestion,
  startQuestion,
  stopQuestion,
  updateQuestion,
} from '../../../src/extension/commands/wording.ts';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { actionsFor } from '../../../src/extension/failureActions.ts';
import { view } from '../tree/builders.ts';

const dollars = 1_000_000_000;
const plan = (change: Partial<Plan> = {}): Plan => ({
  requests: [],
  estimate: { minPerHour: 2 * dollars, maxPerHour: 4 * dollars },
  checks: [],
  ...change,
});

describe('a question before something is spent or destroyed', () => {
  it('names the deployment, the platform and the cost', () => {
    const stop = stopQuestion(view({ replicas: { ready: 2 } }), 'Together AI');
    assert.equal(stop.message, 'Stop "llama" on Together AI?');
    assert.match(stop.detail, /It costs \$8\.40\/h now/);
    const start = startQuestion(view({ config: { minReplicas: 1, maxReplicas: 2 } }), 'Together AI');
    assert.match(start.detail, /\$4\.20\/h – \$8\.40\/h/);
    const deploy = deployQuestion(view(), 'Together AI', plan());
    assert.match(deploy.detail, /\$2\.00\/h – \$4\.00\/h \(\$1,460\.00\/mo – \$2,920\.00\/mo\)/);
  });

  it('says what is written and run on this machine', () => {
    const file = { path: 'modal_apps/llm.py', language: 'python' as const, text: '', note: '' };
    const made = plan({
      files: [{ ...file, standing: 'new' }],
      requests: [
        { method: 'RUN', url: 'python -m modal deploy llm.py', note: '' },
        { method: 'POST', url: 'https://x.test', note: '' },
      ],
    });
    const { detail } = deployQuestion(view(), 'Modal', made);
    assert.match(detail, /It writes modal_apps\/llm\.py\.\nIt runs: python -m modal deploy llm\.py$/);
    const same = updateQuestion(view(), 'Modal', plan({ files: [{ ...file, standing: 'same' }] }));
    assert.doesNotMatch(same.detail, /writes/);
  });

  it('says when the cost is not known, and does not make it zero', () => {
    const { price: _price, ...priceless } = view();
    assert.match(stopQuestion(priceless, 'X').detail, /not known/);
    assert.match(startQuestion(priceless, 'X').detail, /not known/);
    assert.equal(estimateText({}), 'What it costs is not known.');
  });

  it('says that a stopped one of an older generation cannot come back', () => {
    const legacy = 'Once stopped, it cannot be started again.';
    const { detail } = stopQuestion(view({ legacy }), 'Together AI');
    assert.ok(detail.includes(legacy));
    assert.doesNotMatch(detail, /You can start it again/);
  });

  it('tells what a running one costs before it is deleted', () => {
    assert.match(deleteQuestion(view(), 'X', false).detail, /It is running.*\n.*cannot be brought back/);
    assert.doesNotMatch(deleteQuestion(view({ status: 'stopped' }), 'X', false).detail, /running|\$/);
  });

  it('says what a restart does to requests, and what is kept when a deploy is called off', () => {
    const { message, detail, yes } = restartQuestion(view(), 'Modal');
    assert.deepEqual([message, yes], ['Restart "llama" on Modal?', 'Restart']);
    assert.match(detail, /same release\. Requests may wait.*\nIt costs \$4\.20\/h now/);
    assert.match(deployCancelled('llama'), /"llama" was cancelled\. Its draft is kept/);
  });

  it('says when the endpoint goes with its last deployment', () => {
    const one = view({ id: 'ep/1', key: 'together:ep/1', group: 'acme/chat' });
    const other = { ...one, id: 'ep/2', key: 'together:ep/2' };
    assert.equal(isLastOfGroup(one, [one]), true);
    assert.equal(isLastOfGroup(one, [one, other]), false);
    assert.equal(isLastOfGroup(one, [one, { ...other, platform: 'modal' }]), true);
    assert.match(deleteQuestion(one, 'X', true).detail, /endpoint "acme\/chat" is deleted too/);
    assert.doesNotMatch(deleteQuestion(one, 'X', false).detail, /endpoint/);
    assert.doesNotMatch(deleteQuestion(view(), 'X', true).detail, /endpoint/);
  });

  it('says what the action means on that platform, in place of what is true on others', () => {
    const consequences = {
      stop: 'Predictions that run are cancelled.',
      start: 'It costs only while it answers.',
      update: 'It becomes a new release.',
      remove: 'It is deleted a quarter of an hour after it was stopped.',
    };
    const one = view({ consequences });
    assert.match(stopQuestion(one, 'X').detail, /^Predictions that run are cancelled\./);
    assert.doesNotMatch(stopQuestion(one, 'X').detail, /Requests to it fail/);
    assert.match(startQuestion(one, 'X').detail, /It costs only while it answers\./);
    assert.doesNotMatch(startQuestion(one, 'X').detail, /also when nobody uses it/);
    assert.match(updateQuestion(one, 'X', plan()).detail, /It becomes a new release\./);
    assert.match(
      deleteQuestion(one, 'X', false).detail,
      /^It is deleted a quarter.*\n.*cannot be brought back/,
    );
  });

  it('gives the least that it costs where the platform does not say how many replicas run', () => {
    const unknown = view({ replicas: { min: 2, max: 3 } });
    assert.match(stopQuestion(unknown, 'X').detail, /at least \$8\.40\/h now/);
    assert.match(stopQuestion(view({ replicas: { min: 0, max: 3 } }), 'X').detail, /not known/);
    const inferred = view({ replicas: { ready: 1, readyInferred: true } });
    assert.match(stopQuestion(inferred, 'X').detail, /about \$4\.20\/h now/);
    const fromZero = view({ config: { minReplicas: 0, maxReplicas: 2 } });
    assert.match(startQuestion(fromZero, 'X').detail, /at most \$8\.40\/h .*up to 2 replicas/);
    const saved = view({ config: {}, replicas: { min: 1, max: 2 } });
    assert.match(startQuestion(saved, 'X').detail, /\$4\.20\/h – \$8\.40\/h/);
    assert.match(startQuestion(view({ config: {}, replicas: {} }), 'X').detail, /\$4\.20\/h per replica/);
  });

  it('repeats the warnings of the plan', () => {
    const checks: Plan['checks'] = [{ level: 'warning', message: 'No room in eu-west.' }];
    assert.match(deployQuestion(view(), 'X', plan({ checks })).detail, /No room in eu-west\./);
  });

  it('says that disconnecting stops nothing', () => {
    assert.match(disconnectQuestion('X', 1).detail, /1 deployment keeps running/);
    assert.match(disconnectQuestion('X', 2).detail, /2 deployments keep running/);
    assert.doesNotMatch(disconnectQuestion('X', 0).detail, /running/);
  });

  it('names the registered servers that disconnecting takes off the list', () => {
    assert.match(disconnectQuestion('X', 0, 1).detail, /1 server that you registered is taken off/);
    assert.match(disconnectQuestion('X', 0, 2).detail, /2 servers that you registered are taken off/);
    assert.doesNotMatch(disconnectQuestion('X', 0, 0).detail, /server/);
  });

  it('tells after a cancelled delete what is left, and after a failed one what it was about', () => {
    assert.match(deleteCancelled(view()), /"llama" is not deleted\. It stays stopped/);
    const error = new PlatformError({ code: 'conflict', message: 'Refused.', hint: 'Try the web.' });
    const { message, hint, code } = notDeleted('llama', error).data;
    assert.deepEqual(
      [message, hint, code],
      ['"llama" was not deleted. Refused.', 'Try the web.', 'conflict'],
    );
  });
});

describe('what a failure offers', () => {
  it('helps with that failure', () => {
    const message = '';
    assert.deepEqual(actionsFor({ code: 'unauthorized', platform: 'together', message }, true), [
      'update-key',
      'show-log',
    ]);
    assert.deepEqual(actionsFor({ code: 'network', message }, true), ['try-again', 'show-log']);
    assert.deepEqual(actionsFor({ code: 'network', message }, false), ['show-log']);
  });

  it('begins with what Slipway can do about it itself', () => {
    const failure = { code: 'unsupported' as const, platform: 'modal' as const, message: '' };
    assert.deepEqual(actionsFor({ ...failure, remedy: 'choose-python' }, true), [
      'choose-python',
      'try-again',
      'show-log',
    ]);
    assert.deepEqual(actionsFor({ ...failure, remedy: 'install-python-client' }, false), [
      'install-python-client',
      'show-log',
    ]);
    // A proxy token that is missing is no key that is wrong.
    const refused = { ...failure, code: 'unauthorized' as const, remedy: 'issue-credential' as const };
    assert.deepEqual(actionsFor(refused, false), ['issue-credential', 'show-log']);
    assert.deepEqual(actionsFor({ ...failure, remedy: 'manage-trust' }, true), [
      'manage-trust',
      'try-again',
      'show-log',
    ]);
  });

  it('never offers to send again what may have been carried out', () => {
    for (const code of ['outcome-unknown', 'invalid', 'quota-exceeded', 'already-exists'] as const)
      assert.ok(!actionsFor({ code, message: '' }, true).includes('try-again'), code);
  });
});

describe('the page of events', () => {
  it('has the oldest first and what a container wrote under its event', () => {
    const text = eventsText([
      { id: '2', at: 2000, level: 'error', type: 'pod.log', message: 'engine', excerpt: 'a\nb' },
      { id: '1', at: 1000, level: 'info', type: 'created', message: '' },
    ]);
    assert.equal(
      text,
      '1970-01-01T00:00:01.000Z [info] created\n1970-01-01T00:00:02.000Z [error] pod.log engine\n    a\n    b\n',
    );
  });

  it('says when there are none', () => {
    assert.match(eventsText([]), /no events/);
  });
});
