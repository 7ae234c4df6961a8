/** How numbers and times are written: as in the language of the words beside them. */
let chosen = 'en-US';

export const locale = (): string => chosen;

/** Only where the messages are in that language: English words with another language's numbers would mislead. */
export function setLocale(language: string): void {
  chosen = language;
}

/** English is known: the first number that a language's rules are asked for takes them ten milliseconds. */
export const decimalPoint = (): string =>
  chosen.startsWith('en') ? '.' : (0.5).toLocaleString(chosen, { minimumFractionDigits: 1 }).charAt(1);

/** With so many decimals, "1.50": for numbers that stand below each other or change in place. */
export const fixed = (value: number, digits: number): string =>
  value.toFixed(digits).replace('.', decimalPoint());
