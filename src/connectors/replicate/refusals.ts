import { t } from '@vscode/l10n';
import type { ErrorData } from '../errors.ts';
import type { Deployments } from './deployments.ts';
import type { Interface } from './form.ts';
import { parseKey } from './ids.ts';

/** An input that the prompt form fills is named as the form names it. */
export function aboutForm(data: ErrorData, face: Interface | undefined): ErrorData {
  const name = data.field?.startsWith('inputs.') ? data.field.slice('inputs.'.length) : undefined;
  if (name === undefined || !face) return data;
  const role = Object.entries(face.roles).find(([, input]) => input === name)?.[0];
  return role === undefined ? data : { ...data, field: role };
}

/** Which status a stopped deployment refuses with is not documented, so it is looked at. */
export async function explainStopped(
  deployments: Deployments,
  id: string,
  data: ErrorData,
  signal?: AbortSignal,
): Promise<ErrorData> {
  const { status } = data;
  const maybe = status !== undefined && [400, 403, 404, 409, 422].includes(status);
  if (!maybe || data.field !== undefined) return data;
  const row = await deployments.row(parseKey(id), signal).catch(() => undefined);
  if (row?.current_release?.configuration?.max_instances !== 0) return data;
  return {
    ...data,
    code: 'not-ready',
    message: t('The deployment is stopped, so it takes no predictions.'),
    hint: t('Start it, and try again.'),
  };
}
