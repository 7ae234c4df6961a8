import { t } from '@vscode/l10n';
import type { Check, DeploymentSpec } from '../connector.ts';
import { isEndpointFamily } from './catalogue-data.ts';
import type { EndpointChoice } from './endpoint-choice.ts';
import { validateName } from './name.ts';
import { check } from './planned.ts';
import { regionFactor } from './regions.ts';

const repository = /^[\w.-]+\/[\w.-]+$/;

/** What is wrong, or good to know, before anything is asked of Modal. */
export function endpointChecks(
  choice: EndpointChoice,
  model: DeploymentSpec['model'],
  hfToken: string,
): Check[] {
  const name = validateName(choice.name);
  return [
    ...(name === undefined ? [] : [check('error', name, 'name')]),
    ...modelChecks(choice, model),
    ...weightChecks(choice, hfToken),
    ...regionChecks(choice),
    ...(choice.proxyAuth
      ? []
      : [check('warning', t('Anyone who knows its address can use it at your cost.'), 'options.proxyAuth')]),
    check(
      'info',
      t('Modal chooses the GPUs. It scales to zero; while a container runs it is billed by the second.'),
    ),
    check('info', t('An Endpoint cannot be changed afterwards: another setting means another Endpoint.')),
  ];
}

function modelChecks({ base }: EndpointChoice, { kind }: DeploymentSpec['model']): Check[] {
  if (kind === 'adapter')
    return [check('error', t('An Endpoint takes no LoRA adapter. Deploy it as an app.'), 'variant')];
  if (!repository.test(base))
    return [check('error', t('Name the model as on Hugging Face: org/name.'), 'model')];
  return isEndpointFamily(base)
    ? []
    : [
        check(
          'warning',
          t('Modal’s Endpoints run certain models only, and this may be none of them.'),
          'model',
        ),
      ];
}

function weightChecks({ weights }: EndpointChoice, hfToken: string): Check[] {
  if (weights.kind === 'huggingface')
    return [
      ...(repository.test(weights.repo)
        ? []
        : [check('error', t('Name the repository of the fine-tune: org/name.'), 'options.weightsRepo')]),
      ...(weights.sendToken && hfToken === ''
        ? [
            check(
              'error',
              t('There is no Hugging Face token in this connection. Set one under Manage Platforms.'),
              'options.sendHfToken',
            ),
          ]
        : []),
      ...(weights.sendToken && hfToken !== ''
        ? [check('warning', t('The Hugging Face token is sent to Modal.'), 'options.sendHfToken')]
        : []),
    ];
  if (weights.kind === 'volume')
    return [
      ...(weights.volume === ''
        ? [check('error', t('Choose the volume of the weights.'), 'options.weightsVolume')]
        : []),
      ...(weights.path === ''
        ? [check('error', t('Say where in the volume they are.'), 'options.weightsPath')]
        : []),
    ];
  return [];
}

function regionChecks({ compute }: EndpointChoice): Check[] {
  if (compute.kind === 'auto') return [];
  if (compute.kind === 'explicit' && compute.regions.length === 0)
    return [check('error', t('Choose at least one region.'), 'regions')];
  const factor = compute.kind === 'explicit' ? regionFactor(compute.regions) : regionFactor(['us-west']);
  return [
    check(
      'warning',
      t`Choosing where it runs makes it about ${factor} times as dear.`,
      'options.computeRegion',
    ),
  ];
}
