/** What somebody might call a deployment, a model, a part or an error to reach further than the text that it is. */
export const hostileTexts: readonly string[] = [
  '<script>alert(1)</script><img src=x onerror=alert(1)><a href="command:slipway.stop">x</a>',
  '[click](command:workbench.action.terminal.new) ![p](https://evil.test/p.png) [x](https://evil.test "t")',
  '<command:slipway.stop> https://evil.test/a_b **b** `c` | d',
  '$(trash) $(sync~spin) \\$(flame) $(touch pwned) `touch pwned`',
  '\'; touch pwned; \' "; touch pwned; " $HOME ${HOME} \\',
  '\u001b[31mred\u001b]8;;https://evil.test\u0007link\u001b]8;;\u0007 \u009b31m \u001b[201~touch pwned\n',
  'a\u202eb\u202dc\u2066d\u2067e\u2068f\u2069g\u202ah\u202bi\u202cj\u061ck\u200el\u200fm',
  'nul\u0000bell\u0007back\u0008del\u007fcsi\u009bfeed\u000cline\u2028para\u2029',
  'zero\u200bwidth\ufeffjoin\u2060soft\u00adtag\u{e0041}\u{e007f}',
  'שלום עולם مرحبا',
  'half\ud83d and \udc00half',
  'first\nsecond\r\nthird\rfourth\n\n# Title\n- list\n---',
  '__proto__',
  'constructor',
  "=cmd|' /C calc'!A0",
  '+1+cmd|x!A0',
  '@SUM(1)',
  '\t=1+1',
  '\r=1+1',
  '"""\'\'\'\\\n*/ //# sourceMappingURL=x',
  'x'.repeat(100_000),
  '$(x)'.repeat(25_000),
  '\n'.repeat(100_000),
];

/** Characters that turn, hide or end what follows them. */
export const forbidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/u;

/** As the editor finds pictures in a text: one whose backslash is missing is drawn. */
export const picture = /(?<!\\)\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

/** As the editor finds links in a note or a prompt. */
export const noteLink = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;

/** As Markdown finds links, pictures, markup and code: one that no backslash stands before. */
export const markup = /(?<!\\)(?:\\\\)*(?:[[\]<>`*_|]|\$\(|!\[)/;
