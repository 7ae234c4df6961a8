import { inLine } from './plainText.ts';

/** A tooltip with more in one place is cut by the editor in the middle of what escapes it. */
const most = 1000;

/** Text from anywhere as Markdown that shows it as it is: never markup, a link or a command. */
export const asText = (text: string): string =>
  inLine(text, most)
    // Spaces before it would make it a block of code.
    .trim()
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$&@]/g, '\\$&')
    // Else an address in the text would become a link.
    .replace(/:(?=\/\/)/g, '\\:');
