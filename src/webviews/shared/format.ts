/** Numbers, money and times as people read them. Pure: no DOM, and no clock but the one handed in. */
import { t } from '@vscode/l10n';
import { decimalPoint, fixed, locale } from '../../connectors/locale.ts';
import { nouns } from './nouns.ts';
import type { MoneySum, NanoUsd } from '../protocol.ts';

const nanosPerDollar = 1_000_000_000n;
export const hoursPerMonth = 730;

/** Every digit: `$0.000000240`. For titles and tooltips, where nothing may be rounded away. */
export function exactMoney(nano: NanoUsd): string {
  const { sign, dollars, fraction } = split(nano);
  const trimmed = fraction.replace(/0+$/, '');
  return t`${sign}$${group(dollars) + decimalPoint() + trimmed.padEnd(2, '0')}`;
}

/** Cents from a dollar up; below it three significant digits, so that a twelve-token call is not $0.00. */
export function money(nano: NanoUsd): string {
  const absolute = Math.abs(nano);
  if (absolute === 0) return exactMoney(0);
  if (absolute >= 995_000_000) return exactMoney(roundTo(nano, 10_000_000));
  const magnitude = Math.floor(Math.log10(absolute));
  return exactMoney(roundTo(nano, 10 ** Math.max(0, Math.min(magnitude - 2, 7))));
}

export const perHour = (nano: NanoUsd): string => `${money(nano)}/h`;
/** The least that it costs per hour: nothing where nothing runs until it is asked for. */
export const hourlyAtLeast = (nano: NanoUsd): string => (nano === 0 ? t('$0/h while idle') : perHour(nano));
export const perMonth = (nano: NanoUsd): string => t`${money(nano * hoursPerMonth)}/mo`;

/** "$21.40 – $24.10", "≥ $402.70". */
export function moneySum({ known, upTo, atLeast }: MoneySum): string {
  if (upTo !== undefined) return range(money(known), money(upTo));
  return `${atLeast ? '≥ ' : ''}${money(known)}`;
}

/** `from` to `to`, or one amount where they are equal. */
export function range(from: string, to: string): string {
  return from === to ? from : `${from} – ${to}`;
}

export function count(value: number): string {
  // The first number that a language's rules are asked for takes them ten milliseconds: these have nothing to group.
  if (Number.isInteger(value) && Math.abs(value) < 1000) return String(value);
  return value.toLocaleString(locale(), { maximumFractionDigits: 0 });
}

/** A count with its noun: "3 replicas". */
export function plural(value: number, noun: keyof typeof nouns): string {
  const [one, many] = nouns[noun];
  return (value === 1 ? one : many).replace('{0}', count(value));
}

/** For axes and tight places: `12.4K`. */
export function compact(value: number): string {
  return value.toLocaleString(locale(), { notation: 'compact', maximumFractionDigits: 1 });
}

/** Up to one decimal; small ones keep two significant digits. */
export function decimal(value: number): string {
  return Math.abs(value) >= 1
    ? value.toLocaleString(locale(), { maximumFractionDigits: 1 })
    : value.toLocaleString(locale(), { maximumSignificantDigits: 2 });
}

/** 0 to 1 as a percentage that says 0% and 100% only of all and nothing. */
export function percent(share: number): string {
  if (share <= 0) return t`${0}%`;
  if (share >= 1) return t`${100}%`;
  if (share < 0.001) return t`${`<${fixed(0.1, 1)}`}%`;
  if (share > 0.999) return t`${`>${fixed(99.9, 1)}`}%`;
  return t`${(share * 100).toLocaleString(locale(), { maximumFractionDigits: 1 })}%`;
}

/** How long something took. */
export function duration(ms: number): string {
  if (ms < 1) return '<1 ms';
  if (ms < 999.5) return `${String(Math.round(ms))} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.995) return `${fixed(seconds, 2)} s`;
  if (seconds < 59.95) return `${fixed(seconds, 1)} s`;
  return span(Math.round(seconds));
}

/** Whole seconds in its two largest units: `3 h 20 min`. */
export function span(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first === -1) return '0 s';
  let rest = seconds;
  const parts: string[] = [];
  for (const [unit, size] of units.slice(first, first + 2)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(`${String(whole)} ${unit}`);
  }
  return parts.join(' ');
}

/** `4 s ago`, in one unit. */
export function ago(at: number, now: number): string {
  const seconds = Math.floor((now - at) / 1000);
  if (seconds < 2) return t('just now');
  if (seconds < 60) return t`${seconds} s ago`;
  if (seconds < 3600) return t`${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return t`${Math.floor(seconds / 3600)} h ago`;
  return t`${plural(Math.floor(seconds / 86_400), 'day')} ago`;
}

export function absolute(at: number): string {
  return new Date(at).toLocaleString(locale(), {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
}

/** In a shorter window two places of an axis would say the same minute. */
const secondsBelow = 15 * 60_000;

/** A moment on an axis: the time of day in short windows, to the second in the shortest, the date in long ones. */
export function axisTime(at: number, windowMs: number): string {
  const date = new Date(at);
  if (windowMs > 2 * 86_400_000) return date.toLocaleString(locale(), { month: 'short', day: 'numeric' });
  const second = windowMs < secondsBelow ? ({ second: '2-digit' } as const) : {};
  return date.toLocaleString(locale(), { hour: '2-digit', minute: '2-digit', ...second, hourCycle: 'h23' });
}

/** Tokens of context: `128K`, as the field writes it (1K = 1,024 where it divides evenly). */
export function contextLength(tokens: number): string {
  if (tokens >= 1024 && tokens % 1024 === 0) {
    const k = tokens / 1024;
    return k >= 1024 && k % 1024 === 0 ? `${String(k / 1024)}M` : `${String(k)}K`;
  }
  return compact(tokens);
}

function split(nano: NanoUsd): { sign: string; dollars: bigint; fraction: string } {
  const whole = BigInt(Math.round(nano));
  const size = whole < 0n ? -whole : whole;
  return {
    sign: whole < 0n ? '-' : '',
    dollars: size / nanosPerDollar,
    fraction: (size % nanosPerDollar).toString().padStart(9, '0'),
  };
}

function roundTo(nano: number, unit: number): number {
  return Math.round(nano / unit) * unit;
}

function group(dollars: bigint): string {
  return dollars < 1000n ? dollars.toString() : dollars.toLocaleString(locale());
}
