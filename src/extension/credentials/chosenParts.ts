import type { FieldChoice } from '../../connectors/connector.ts';

/** What is kept for the chosen ones: nothing stands for all, also for those that are made later. */
export function chosenText(choices: readonly FieldChoice[], chosen: readonly FieldChoice[]): string {
  if (chosen.length === 0 || chosen.length === choices.length) return '';
  return chosen.map(({ value }) => value).join(',');
}

/** Which of them were kept before; all where none was. */
export function chosenBefore(choices: readonly FieldChoice[], kept: string | undefined): Set<string> {
  const values = new Set((kept ?? '').split(',').flatMap((value) => value.trim() || []));
  const known = choices.filter(({ value }) => values.has(value)).map(({ value }) => value);
  return new Set(known.length > 0 ? known : choices.map(({ value }) => value));
}
