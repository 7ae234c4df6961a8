import { t } from '@vscode/l10n';
import type { Check } from '../../plan.ts';
import { findGpu, firstGpu, gpuTable } from '../gpus.ts';
import { regionFactor } from '../regions.ts';
import { error, info, those, warning } from './check.ts';
import { gpuRequests, mostGpus, parseGpu } from './gpu.ts';
import type { AppSpec } from './spec.ts';

export function hardwareChecks({ gpu, cpu, memory, region, serving, routing_region }: AppSpec): Check[] {
  const choices = [gpu].flat().filter((text) => text !== '');
  const odd = choices.find((text) => parseGpu(text) === undefined);
  const requests = gpuRequests(gpu);
  const tooMany = requests.find(({ type, count }) => count > mostGpus(type));
  const counts = new Set(requests.map(({ count }) => count));
  const unknown = choices.find((text) => parseGpu(text) && !findGpu(firstGpu(text)?.type ?? ''));
  const maySwap = requests.find(({ type }) => type === 'H100' || type === 'A100');
  return [
    ...those(
      [choices.length === 0, error(t('Choose a GPU.'), 'instanceType')],
      [odd !== undefined, error(t('A GPU is written as type:count, H100:2 for two.'), 'instanceType')],
      [
        tooMany !== undefined,
        error(
          t`One container has ${mostGpus(tooMany?.type ?? '')} GPUs of type ${tooMany?.type ?? ''} at most.`,
          'instanceType',
        ),
      ],
      [
        unknown !== undefined,
        warning(
          t`${unknown ?? ''} is none of the GPUs that Modal listed on ${gpuTable.asOf}.`,
          'instanceType',
        ),
      ],
      [
        counts.size > 1,
        error(t('All choices need the same number of GPUs: the model is spread over them.'), 'instanceType'),
      ],
      [
        maySwap !== undefined,
        info(
          maySwap?.type === 'H100'
            ? t('Modal may give an H200 for an H100, at the same price. “H100!” forbids it.')
            : t('Modal may give an A100 with 80 GB for it. “A100-40GB” or “A100-80GB” says which.'),
          'instanceType',
        ),
      ],
      [
        choices.length > 0 && odd === undefined && (cpu === null || memory === null),
        info(
          t('The price is that of the GPUs. What it uses of processors and memory is billed beside it.'),
          'options.cpu',
        ),
      ],
      [
        cpu !== null && !(cpu >= 0.125 && cpu <= 64),
        error(t('The cores are a number from 0.125 to 64.'), 'options.cpu'),
      ],
      [
        memory !== null && !(Number.isSafeInteger(memory) && memory >= 128),
        error(t('The memory is a whole number of MiB, 128 or more.'), 'options.memoryMb'),
      ],
    ),
    ...regionChecks(region),
    ...those([
      serving === 'server' && !isRegion(routing_region),
      error(t('The router stands in one region, us-east for example.'), 'options.routingRegion'),
    ]),
  ];
}

function regionChecks(regions: string[]): Check[] {
  if (regions.length === 0) return [];
  if (!regions.every(isRegion)) return [error(t('A region is written as us or us-east.'), 'regions')];
  return [
    warning(
      t`A region costs more: about ${regionFactor(regions)} times the price of GPU, processor and memory (modal.com/pricing of ${gpuTable.asOf}).`,
      'regions',
    ),
  ];
}

const isRegion = (text: string): boolean => /^[a-z]{2,}(-[a-z0-9]+)*$/.test(text);
