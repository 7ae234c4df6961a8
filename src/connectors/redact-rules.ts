import { formsOf } from './redact-forms.ts';

/** One thing that is taken out of texts. */
export interface Rule {
  /** Global. What stands before a match it sees by looking back only, at most `context` characters. */
  search: RegExp;
  mask: string;
  /** The source of an expression that every text with a match in it fits, and most others do not. */
  hint: string;
  /** No match is shorter. */
  shortest: number;
  /** Where, from `from` on, the end of the text is the beginning of a match, or of a longer one; -1: nowhere. */
  open: (text: string, from: number) => number;
  /** Sticky: what a match that reaches the end of a text goes on with. Absent: `open` says whether it does. */
  more?: RegExp;
}

/** How far back a rule looks: a word, and what stands before that. */
export const context = 16;

const mask = '•••';

/** Words that look like a credential whoever they belong to, so that a foreign key is not shown either. */
const lookalikes: readonly Rule[] = [
  {
    // With a digit in it and long enough: "basic understanding" in a model's answer is no password.
    search: /(?<=\b(?:bearer|basic|token))\s+(?=[A-Za-z._~+/=-]*\d)[A-Za-z0-9._~+/=-]{12,}/gi,
    mask: ` ${mask}`,
    // One that minds no case in all of an expression is slow.
    hint: String.raw`(?:[Bb][Ee][Aa][Rr][Ee][Rr]|[Bb][Aa][Ss][Ii][Cc]|[Tt][Oo][Kk][Ee][Nn])\s`,
    shortest: 'basic'.length + 1 + 12,
    open: opening(/(?<=\b(?:bearer|basic|token))\s+[A-Za-z0-9._~+/=-]*$/gi),
    more: /[A-Za-z0-9._~+/=-]*/y,
  },
  {
    search: /\b(?:tgp_|r8_|pb_|hf_|sk-)[A-Za-z0-9_-]{8,}/g,
    mask,
    hint: '(?:tgp_|r8_|pb_|hf_|sk-)',
    shortest: 'r8_'.length + 8,
    open: opening(/\b(?:tg?|tgp|r8?|pb?|hf?|sk?|(?:tgp_|r8_|pb_|hf_|sk-)[A-Za-z0-9_-]*)$/g),
    more: /[A-Za-z0-9_-]*/y,
  },
];

/** Every rule for an account with these secrets, in the order in which they are followed. */
export function rulesFor(secrets: Iterable<string>): readonly Rule[] {
  const forms = new Set<string>();
  for (const secret of secrets) for (const form of formsOf(secret)) forms.add(form);
  // The longest first: a shorter one may be a part of it. One search for all, as every text of a fleet goes through.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  const shortest = ordered.at(-1)?.length;
  if (shortest === undefined) return lookalikes;
  const hint = ordered.map(literally).join('|');
  return [{ search: new RegExp(hint, 'g'), mask, hint, shortest, open: beginning(ordered) }, ...lookalikes];
}

/** `RegExp.escape`, which the Node of older editors lacks. */
const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

function opening(end: RegExp): Rule['open'] {
  return (text, from) => {
    end.lastIndex = from;
    return end.exec(text)?.index ?? -1;
  };
}

/** Of forms, the longest first. */
function beginning(forms: readonly string[]): Rule['open'] {
  const longest = forms[0]?.length ?? 0;
  const heads = new Set(forms.map((form) => form.charCodeAt(0)));
  return (text, from) => {
    for (let at = Math.max(from, text.length - longest + 1); at < text.length; at++) {
      if (!heads.has(text.charCodeAt(at))) continue;
      const rest = text.slice(at);
      if (forms.some((form) => form.length > rest.length && form.startsWith(rest))) return at;
    }
    return -1;
  };
}
