/** Values that no documentation has and that a wire can carry all the same. */
export const oddTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  'x\udfff',
  '\u202egnp.exe',
  '\ufeff',
  '𝒳'.repeat(50),
  'null',
  'NaN',
  '-1',
  '1e400',
  '12345678901234567890',
  '0x10',
  '9999-99-99T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-00-00T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '__proto__',
  'constructor',
  'toString',
  '../../etc',
  'a/b/c',
  '/',
  ':',
  '%zz',
  'http://[',
  'javascript:alert(1)',
  'data:text/html,<script>1</script>',
  '<b>&amp;</b>',
  '${x}',
  '{"a":1}',
  '\r\n\r\n',
  '-',
  'a'.repeat(5000),
];

export const oddNumbers: readonly number[] = [
  ...[0, -0, -1, 1, 0.5, -0.5, 1e-320, 1e21, 1e300, -1e300],
  ...[2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 8.64e15, 8.64e15 + 1, 253402300800, 1.7976931348623157e308],
];

/** What only a floating-point field of a binary protocol can hold. */
export const notNumbers: readonly number[] = [NaN, Infinity, -Infinity];

const deep = (levels: number): unknown => {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

export const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  [],
  {},
  [null],
  [[]],
  [{}],
  { length: 3 },
  { id: null },
  { then: 'x' },
  deep(40),
  deep(900),
  JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"toString":2,"hasOwnProperty":3}'),
  ...oddTexts.slice(0, 6),
  ...oddNumbers.slice(0, 6),
];
