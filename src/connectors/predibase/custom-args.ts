/**
 * `customArgs` is a flat list of LoRAX launcher arguments, `["--max-best-of", "32"]`. People write a flag
 * and its value in one line, so lines are what is edited.
 */
const concurrencyFlag = '--max-concurrent-requests';

export function linesOf(args: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [index, arg] of args.entries()) {
    const isValue = !arg.startsWith('-') && index > 0 && (args[index - 1] ?? '').startsWith('-');
    if (isValue) lines.push(`${lines.pop() ?? ''} ${arg}`);
    else lines.push(arg);
  }
  return lines;
}

export function argsOf(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const text = line.trim();
    const [, flag, value] = /^(-\S+?)(?:\s+|=)(\S.*)$/.exec(text) ?? [];
    return flag !== undefined && value !== undefined ? [flag, value] : text === '' ? [] : [text];
  });
}

/** The limit of requests that one replica works on, which is such an argument. */
export function splitConcurrency(args: readonly string[]): { concurrency?: number; rest: string[] } {
  const at = args.indexOf(concurrencyFlag);
  const value = Number(args[at + 1]);
  if (at < 0 || !Number.isSafeInteger(value)) return { rest: [...args] };
  return { concurrency: value, rest: args.filter((_, index) => index !== at && index !== at + 1) };
}

export function withConcurrency(args: readonly string[], concurrency: number | undefined): string[] {
  const { rest } = splitConcurrency(args);
  return concurrency === undefined ? [...args] : [...rest, concurrencyFlag, String(concurrency)];
}
