/** Controls, and marks that turn the direction of what follows: nothing that a name needs. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from anywhere as Markdown that shows it as it is: never markup, a link or a command. */
export const asText = (text: string): string =>
  text
    .replace(/\s*[\n\r]\s*/g, ' ')
    .replace(unseen, '')
    // Spaces before it would make it a block of code.
    .trim()
    .replace(/[\\`*_{}[\]()#+\-.!|<>~$&@]/g, '\\$&')
    // Else an address in the text would become a link.
    .replace(/:(?=\/\/)/g, '\\:');
