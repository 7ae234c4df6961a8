import { strict as assert } from 'node:assert';
import type { Plan } from '../../../src/connectors/connector.ts';
import { eventsText } from '../../../src/extension/commands/eventsText.ts';
import {
  deleteQuestion,
  deployQuestion,
  disconnectQuestion,
  estimateText,
  isLastOfGroup,
  startQuestion,
  stopQuestion,
} from '../../../src/extension/commands/wording.ts';
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

  it('repeats the warnings of the plan', () => {
    const checks: Plan['checks'] = [{ level: 'warning', message: 'No room in eu-west.' }];
    assert.match(deployQuestion(view(), 'X', plan({ checks })).detail, /No room in eu-west\./);
  });

  it('says that disconnecting stops nothing', () => {
    assert.match(disconnectQuestion('X', 1).detail, /1 deployment keeps running/);
    assert.match(disconnectQuestion('X', 2).detail, /2 deployments keep running/);
    assert.doesNotMatch(disconnectQuestion('X', 0).detail, /running/);
  });
});

describe('what a failure offers', () => {
  it('helps with that failure', () => {
    const message = '';
    assert.deepEqual(actionsFor({ code: 'unauthorized', platform: 'together', message }, true), [
      'Update Key',
      'Show Log',
    ]);
    assert.deepEqual(actionsFor({ code: 'network', message }, true), ['Try Again', 'Show Log']);
    assert.deepEqual(actionsFor({ code: 'network', message }, false), ['Show Log']);
  });

  it('never offers to send again what may have been carried out', () => {
    for (const code of ['outcome-unknown', 'invalid', 'quota-exceeded', 'already-exists'] as const)
      assert.ok(!actionsFor({ code, message: '' }, true).includes('Try Again'), code);
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
