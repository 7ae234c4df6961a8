import { t } from '@vscode/l10n';
import type { AdapterChoice } from '../catalogue.ts';
import type {
  Action,
  Allowed,
  Deployment,
  DeploymentConfig,
  DeploymentPart,
  HourlyPrice,
  ModelRef,
} from '../domain.ts';
import { specOf } from './app/choose.ts';
import type { AppChoice } from './app/spec.ts';
import { findGpu, firstGpu, gpuLabel } from './gpus.ts';
import { guardOf } from './guard.ts';
import type { PartFacts, Scaling } from './part-facts.ts';
import type { Resources } from './prices.ts';
import { regionFactor } from './regions.ts';
import { rowId } from './rows.ts';
import type { AppRow } from './rows.ts';
import { appState } from './states.ts';
import { appVerdict } from './status.ts';

export interface AppAround {
  readAt: number;
  /** What Slipway deployed it from, where that is what runs. */
  choice: AppChoice | undefined;
  /** Slipway has deployed something of that name, and can do so again. */
  kept: boolean;
  deploying: boolean;
  readOnly: boolean;
  price: (resources: Resources) => HourlyPrice | undefined;
  /** Read for one deployment only. */
  backlog?: number | undefined;
  failing?: boolean | undefined;
  notes?: string[];
}

export function toAppDeployment(row: AppRow, around: AppAround): Deployment {
  const { choice, readAt } = around;
  const [part] = row.details?.parts ?? [];
  const verdict = appVerdict({
    now: readAt,
    ...row,
    max: part?.scaling.max,
    backlog: around.backlog,
    failing: around.failing,
    deploying: around.deploying,
  });
  const config = configOf(row, part, choice);
  const gpu = config.instanceType;
  const resources = resourcesOf(gpu, part, choice);
  const price = resources && around.price(resources);
  const notes = [
    ...(verdict.detail.notes ?? []),
    ...regionNote(price, resources?.regions),
    ...(around.notes ?? []),
  ];
  const running = verdict.status === 'active';
  return {
    platform: 'modal',
    id: rowId(row),
    name: row.name,
    group: row.environment,
    status: verdict.status,
    detail: { ...verdict.detail, ...(notes.length === 0 ? {} : { notes }) },
    model: modelOf(choice),
    replicas: replicasOf(row, part?.scaling ?? {}),
    ...(gpu === undefined || gpu === '' ? {} : { instanceType: { id: gpu, label: labelOf(gpu) } }),
    ...(price ? { price } : {}),
    config,
    ...(row.details ? { parts: row.details.parts.map(toPart) } : {}),
    ...(part?.url === undefined || !running
      ? {}
      : { endpoint: { url: `${part.url}/v1`, model: choice?.spec.served[0] ?? '' } }),
    dashboardUrl: `https://modal.com/id/${row.id}`,
    ...(verdict.error === undefined ? {} : { error: verdict.error }),
    ...(row.version === undefined ? {} : { release: `v${row.version}` }),
    allowed: allowedFor(row, around, running, part),
    consequences: consequencesFor(around.kept),
    restartable:
      row.state === appState.deployed
        ? writable(around)
        : { no: t('Only what is deployed can be restarted.') },
    ...(row.createdAt === undefined ? {} : { createdAt: row.createdAt }),
    ...(row.deployedAt === undefined ? {} : { updatedAt: row.deployedAt }),
    readAt,
  };
}

export function adaptersOf(choice: AppChoice | undefined): AdapterChoice[] {
  return (choice?.spec.loras ?? []).map(({ name, path, base_model_name: base }) => ({
    id: name,
    name,
    kind: 'adapter',
    base,
    source: path,
  }));
}

/** An app serves whatever its code says; only of a file of Slipway's it is known. */
function modelOf(choice: AppChoice | undefined): ModelRef {
  return choice
    ? { id: choice.spec.model, name: choice.spec.model, kind: 'model' }
    : { id: '', name: t('set in its code'), kind: 'model' };
}

function toPart({ id, tag, kind, url, gpu, proxyAuth }: PartFacts): DeploymentPart {
  return {
    id,
    name: tag,
    kind,
    ...(url === undefined ? {} : { url }),
    ...(gpu === undefined ? {} : { instanceType: labelOf(gpu) }),
    ...guardOf(proxyAuth),
  };
}

function replicasOf({ tasks, state }: AppRow, { min, max }: Scaling): Deployment['replicas'] {
  const counted = state === appState.stopped ? { ready: 0, all: 0 } : tasks;
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(counted ? { ready: counted.ready, scheduled: counted.all } : {}),
  };
}

/** As deployed from here, with the bounds of scaling that are in force; else what Modal tells. */
export function configOf(
  { environment }: AppRow,
  part: PartFacts | undefined,
  choice: AppChoice | undefined,
): DeploymentConfig {
  const kept = choice ? specOf(choice).config : {};
  const { min, max, buffer, scaledown } = part?.scaling ?? {};
  const told: DeploymentConfig = choice
    ? {}
    : {
        ...(part?.gpu === undefined ? {} : { instanceType: part.gpu }),
        ...(part?.concurrency === undefined ? {} : { concurrency: part.concurrency }),
        ...(part?.timeoutSeconds === undefined ? {} : { timeoutSeconds: part.timeoutSeconds }),
        ...(part?.regions ? { regions: part.regions } : {}),
      };
  const toldOptions = choice
    ? {}
    : {
        ...(part?.proxyAuth === undefined ? {} : { proxyAuth: part.proxyAuth }),
        ...(part?.startupSeconds === undefined ? {} : { startupSeconds: part.startupSeconds }),
        ...(part?.targetInputs === undefined ? {} : { targetInputs: part.targetInputs }),
        ...(part?.kind === 'server' ? { serving: 'server' } : part ? { serving: 'web' } : {}),
      };
  return {
    ...kept,
    ...told,
    ...(min === undefined ? {} : { minReplicas: min }),
    ...(max === undefined ? {} : { maxReplicas: max }),
    options: {
      ...kept.options,
      ...toldOptions,
      way: 'app',
      environment,
      ...(buffer === undefined ? {} : { buffer }),
      ...(scaledown === undefined ? {} : { scaledownSeconds: scaledown }),
    },
  };
}

function resourcesOf(
  gpu: string | undefined,
  part: PartFacts | undefined,
  choice: AppChoice | undefined,
): Resources | undefined {
  if (gpu === undefined || gpu === '') return undefined;
  return {
    gpu,
    cores: choice?.spec.cpu ?? part?.cores,
    memoryMib: choice?.spec.memory ?? part?.memoryMib,
    regions: choice?.spec.region ?? part?.regions,
    model: choice && modelOf(choice),
  };
}

export function regionNote(price: HourlyPrice | undefined, regions: readonly string[] | undefined): string[] {
  const factor = regionFactor(regions);
  if (!price || factor === 1 || price.source.kind === 'user') return [];
  return [t`the price includes ×${factor} for its regions, an estimate`];
}

export function labelOf(gpu: string): string {
  const first = firstGpu(gpu);
  if (!first) return gpu;
  const more = gpu.includes('>') ? t(' or another') : '';
  const exact = findGpu(first.type) ? gpuLabel(first) : gpu;
  return `${exact}${more}`;
}

function writable({ readOnly }: AppAround): Allowed {
  return readOnly ? { no: t('Your role in this environment lets you only look.') } : true;
}

function allowedFor(
  row: AppRow,
  around: AppAround,
  running: boolean,
  part: PartFacts | undefined,
): Record<Action, Allowed> {
  const may = writable(around);
  const over = row.state === appState.stopped || row.state === appState.disabled;
  const going = row.state === appState.stopping;
  const test: Allowed = !running
    ? { no: over || going ? t('It is stopped.') : t('It is not deployed yet.') }
    : part?.url === undefined
      ? {
          no: row.details
            ? t('It has no web function or server.')
            : t('Its address is not known yet. Refresh the list.'),
        }
      : true;
  return {
    test,
    stop: over ? { no: t('It is stopped already.') } : going ? { no: t('It is stopping already.') } : may,
    start:
      over || going
        ? startable(around)
        : { no: t('It is not stopped. When it is idle, the first request wakes it.') },
    update: running
      ? may
      : { no: over || going ? t('It is stopped. Start it first.') : t('It is not deployed yet.') },
    remove: { no: t('A stop is final on Modal. What is stopped leaves the list by itself.') },
  };
}

function startable(around: AppAround): Allowed {
  if (around.kept) return writable(around);
  return {
    no: t('It was not deployed from here, so its code is not known. Deploy it again from where it was.'),
  };
}

function consequencesFor(ours: boolean): NonNullable<Deployment['consequences']> {
  return {
    stop: t(
      'It ends for good: its containers stop, requests under way are lost, its address answers no more and its name is free. Starting it again makes a new app whose versions begin at 1.',
    ),
    start: t(
      'Your Python deploys its file again, as a new app whose versions begin at 1. The history of the old one is not part of it.',
    ),
    update: ours
      ? t(
          'The bounds of scaling take effect at once. Any other change deploys its file as a new version; what was set by hand on Modal is then dropped.',
        )
      : t(
          'It was not deployed from here: only the bounds of scaling can be changed, at once. Its next deploy sets them back to what its code says.',
        ),
  };
}
