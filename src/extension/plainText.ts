/** Text from anywhere, made harmless for one kind of place each. Markdown has markdown.ts, logs have logs/logText.ts. */

/** Controls, what turns the direction of the text after it, and what takes no room: nothing that a name needs. */
export const unseen =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** More than this in one line or one box is read by nobody, and makes the editor slow. */
const most = { line: 300, block: 2000, message: 900 };

const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;

/** Labels, titles and what a screen reader says: one line. */
export const inLine = (text: string, length = most.line): string =>
  // What is cut off need not be looked through: it may be megabytes.
  shortened(
    shortened(text, 4 * length)
      .toWellFormed()
      .replace(/\s*[\n\r\u2028\u2029]\s*/g, ' ')
      .replace(unseen, ''),
    length,
  );

/** Plain tooltips and the text of a question: lines stay. */
export const inBlock = (text: string): string =>
  shortened(
    shortened(text, 4 * most.block)
      .split(/\r\n|[\n\r]/)
      .map((line) => line.toWellFormed().replace(unseen, ''))
      .join('\n'),
    most.block,
  );

/** Lists to choose from and the status bar, where `$(name)` is a picture unless a backslash stands before it. */
export const inPick = (text: string, length = most.line): string =>
  inLine(text, length).replaceAll('$(', String.raw`\$(`);

/** Notes and prompts, in which the editor makes `[text](command:…)` a link that runs the command. */
export const inNote = (text: string): string => inPick(text, most.message).replaceAll('](', '] (');

interface PickItem {
  label: string;
  description?: string;
  detail?: string;
}

/** An item of a list to choose from whose words are somebody else's. */
export function asPick<T extends PickItem>(item: T): T {
  const { label, description, detail } = item;
  return {
    ...item,
    label: inPick(label),
    ...(description === undefined ? {} : { description: inPick(description) }),
    ...(detail === undefined ? {} : { detail: inPick(detail) }),
  };
}
