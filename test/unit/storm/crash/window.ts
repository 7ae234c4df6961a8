/** A window without an editor, in a process of its own: it connects, begins one action, and says how far it is. */
import { systemClock } from '../../../../src/connectors/clock.ts';
import { DeploymentService } from '../../../../src/extension/deployments/service.ts';
import { Remembered } from '../../../../src/extension/remembered/remembered.ts';
import { Store } from '../../../../src/extension/store/store.ts';
import { silent } from '../../deployments/builders.ts';
import { connected } from './connected.ts';
import type { Job, Word } from './job.ts';

const job = JSON.parse(process.argv[2] ?? '') as Job;
const say = (word: Word): void => void process.stdout.write(`${word}\n`);

const { folder, platform, action } = job;
const common = { clock: systemClock, log: silent };
const store = new Store({ folder, ...common });
const remembered = new Remembered({ folder, redact: (text) => text, ...common });
const { definition, connector, account } = await connected(job, store.memory(platform));
const service = new DeploymentService({ definitions: [definition], store, remembered, ...common });
service.connect(platform, connector, account, remembered.print('the same account'));
await service.refresh();
say('connected');

if (action === 'deploy' && job.spec) {
  const draft = service.saveDraft({ platform, spec: job.spec });
  say('begun');
  await service.deploy(draft.id);
} else if (job.key !== undefined) {
  say('begun');
  if (action === 'update') await service.update(job.key, { maxReplicas: 3 });
  if (action === 'stop') await service.stop(job.key);
  if (action === 'remove') await service.remove(job.key);
}
say('done');
// Lives on like a window that nobody closes.
setInterval(() => undefined, 1000);
