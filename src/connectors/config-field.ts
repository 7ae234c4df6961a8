import type { ConfigField } from './definition.ts';
import type { DeploymentConfig } from './domain.ts';

/** The name of a field among all of its platform: what checks and problems are about. */
export function fieldId({ key, option }: Pick<ConfigField, 'key' | 'option'>) {
  return key === 'options' ? (`options.${option ?? ''}` as const) : key;
}
export type FieldId = ReturnType<typeof fieldId>;

export function fieldValue(
  { key, option }: Pick<ConfigField, 'key' | 'option'>,
  config: DeploymentConfig,
): DeploymentConfig[keyof DeploymentConfig] {
  return key === 'options' ? config.options?.[option ?? ''] : config[key];
}
