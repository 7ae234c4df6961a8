/**
 * What of a source file is read by a person, told by its looks: text of JSX, and strings that are words.
 */

/** Names and units that are the same in every language. */
const names =
  /^(?:Slipway|Predibase|LoRAX|Modal|Replicate|Together AI|Together|Hugging Face|OpenAI|Python|TypeScript|JavaScript|cURL|GitHub|Cog|vLLM|SGLang|Mac|[\s\d\p{P}\p{S}]|USD|GPU|VRAM|HTTP|P50|P95|P99|FP8|NF4|bitsandbytes|KiB|MiB|GiB|MB|GB|ms|min|s|h|d|x)+$/u;

/** Written for machines: code, queries, headers, keys of the keyboard, media types. */
const machine =
  /^(?:use strict|<[\s\S]*|Bearer .*|(?:style|font|img|script|connect|default)-src\b.*|\d+px .*|color-mix\(.*|import sys;.*|bundled .*|\{[a-z ]{3,}\}|.* -m pip install .*|docs\/.*|\S* events\.log|Enter|Escape|Tab|Home|End|Space|Delete|Backspace|Bearer|Content|Accept|Authorization|Token|Memory|Exception|False|True|None|(?:INSERT|SELECT|DELETE|UPDATE|CREATE|DROP|PRAGMA|BEGIN|COMMIT|ALTER|ROLLBACK|VACUUM|ANALYZE)\b[\s\S]*)$/;

/** `text` has `{0}` where an expression stands. */
export function isWording(text) {
  const trimmed = text.trim();
  const words = trimmed.replace(/\{\d+\}/g, '');
  if (names.test(words) || machine.test(trimmed)) return false;
  if (/^[\w./:-]*[/_:=<>][\w./:-]*$/.test(trimmed)) return false;
  // A sentence or a phrase.
  if (
    /(?:[A-Za-z’']{2,}|\{\d+\})[,;:.…]? +(?:["“(]?[A-Za-z\d]|["“]?\{\d+\})/.test(trimmed) &&
    /[A-Za-z]{2,}/.test(words)
  )
    return true;
  // A label.
  return /^[A-Z][a-z]+(?:…|\.|:)?$/.test(trimmed);
}

/** JSX's own rule: a line break with the spaces around it is one space, and none at the ends. */
export function jsxWording(raw) {
  const lines = raw.split(/\r\n|\n|\r/);
  return lines
    .map((line, index) => {
      let kept = line.replace(/\t/g, ' ');
      if (index > 0) kept = kept.replace(/^ +/, '');
      if (index < lines.length - 1) kept = kept.replace(/ +$/, '');
      return kept;
    })
    .filter((line) => line !== '')
    .join(' ');
}

/** What is typed as it stands, shown as an example of it: an address, a path, JSON, a range of time. */
const sample = /^(?:\S*[_\-/:.]\S*|\{.*\}|\d+[hmd] to \d+[hmd])$/;

/** Where every word is read. */
export const isJsxWording = (text) =>
  /[A-Za-z]{2,}/.test(text) && !names.test(text.trim()) && !sample.test(text.trim());
