import { t } from '@vscode/l10n';
import type { CredentialField } from '../../connectors/connector.ts';

/** Why this cannot be the answer, or undefined. Nothing is an answer where the field is optional. */
export function formatProblem(field: CredentialField, value: string): string | undefined {
  if (value === '') return field.optional ? undefined : t`${field.label} is missing.`;
  return field.validate?.(value);
}
