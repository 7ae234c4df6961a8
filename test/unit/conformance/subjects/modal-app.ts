import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workbench } from '../../../../src/connectors/index.ts';
import { Programs } from '../../../../src/extension/workbench/programs.ts';
import { WorkFiles } from '../../../../src/extension/workbench/workFiles.ts';
import type { ModalSimulator } from '../../../platforms/modal/index.ts';
import { AppState } from '../../../platforms/modal/words.ts';
import type { Stage, Subject } from '../stage.ts';
import { openModal, rpc } from './modal.ts';

const model = { id: 'Qwen/Qwen3-8B', name: 'Qwen3 8B', kind: 'model' as const };
const python = fileURLToPath(new URL('../../../platforms/modal/stand-in/python', import.meta.url));

export const modalApp: Subject = { name: 'a Modal App', open };

/** What a Python of the person's own deploys: its create is a program that runs, not a call. */
async function open(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-conformance-'));
  const programs = new Programs();
  const runs = { deploys: 0 };
  const workbench = (sim: ModalSimulator): Workbench => {
    const files = new WorkFiles({
      folders: () => [{ name: 'work', path: folder }],
      subfolder: () => 'modal_apps',
      pickFolder: () => Promise.resolve(undefined),
      askReplace: () => Promise.resolve('replace'),
      settle: () => Promise.resolve(),
    });
    return {
      file: (name) => files.file(name),
      save: (name, text, signal) => files.save(name, text, signal),
      python: () => Promise.resolve({ program: python, args: [], source: 'PATH' }),
      run: (command, signal) => {
        if (command.args.some((arg) => arg.endsWith('.py'))) runs.deploys++;
        const env = { ...command.env, MODAL_SIM_CONTROL: sim.controlUrl };
        return programs.run({ ...command, env }, signal);
      },
    };
  };
  const stage = await openModal(
    {
      lacks: [],
      places: {
        get: rpc('AppGetLifecycle'),
        create: { method: 'RUN', path: 'deploy' },
        change: rpc('FunctionUpdateSchedulingParams'),
        remove: rpc('AppStop'),
        invoke: { method: 'POST', path: '/**/v1/chat/completions' },
        stream: { method: 'POST', path: '/**/v1/chat/completions' },
      },
      change: { maxReplicas: 2 },
    },
    { model, variant: 'app', config: { instanceType: 'L40S', maxReplicas: 1 }, workbench },
  );
  const { sim, connector } = stage;
  return {
    ...stage,
    // From here, so that its model is known; with a container, so that nothing has to start.
    active: async () => {
      const { deployments } = await connector.list();
      const there = deployments.find(({ name }) => name === 'warm');
      if (there) return there.id;
      const spec = await stage.spec('warm');
      const { id } = await connector.deploy({ ...spec, config: { ...spec.config, minReplicas: 1 } });
      sim.control.advance(10 * 60_000);
      return id;
    },
    // The program's own troubles stand for those of a call: it fails after it has published, or is refused.
    fault: (rule) => {
      if (rule.method !== 'RUN') stage.fault(rule);
      else
        sim.control.setSwitches([
          rule.fault.kind === 'loseResponse' ? 'fail-after-publish' : 'build-failure',
        ]);
    },
    clearFaults: () => {
      sim.control.setSwitches([]);
      stage.clearFaults();
    },
    count: (place) => {
      if (place.method !== 'RUN') return stage.count(place);
      const { deploys } = runs;
      runs.deploys = 0;
      return deploys;
    },
    // Somebody's first deployment that nobody carries on.
    doomed: async () => {
      sim.control.makeApp('doomed', AppState.initializing);
      const { deployments } = await stage.connector.list({ fresh: true });
      return deployments.find(({ name }) => name === 'doomed')?.id ?? 'doomed is missing';
    },
    close: async () => {
      await stage.close();
      programs.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
