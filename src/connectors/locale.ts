/** How numbers and times are written: as in the language of the words beside them. */
let chosen = 'en-US';

export const locale = (): string => chosen;

/** Only where the messages are in that language: English words with another language's numbers would mislead. */
export function setLocale(language: string): void {
  chosen = language;
}
