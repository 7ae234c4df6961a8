import { format } from 'prettier';

type Figures = Record<string, string | number>;

interface Part {
  title: string;
  text: string;
}

/** What each part of the storm is about; one without a text here is still told, by its name. */
const parts: Record<string, Part> = {
  scale: {
    title: 'Large fleets',
    text: 'Requests and milliseconds of the first reading and of one in the steady state, against simulators in the same process; `rounds`: readings after the first until every deployment was read in full, five seconds apart and for ten thousand a minute, each with its share of the budget; `toRowMs`: from a change on the platform to the row that is told of it, without the wait for the next poll (five seconds, two while something is under way); `drawn`: parts of the tree that the editor draws again for that one change.',
  },
  faults: {
    title: 'Faults',
    text: 'Each fault struck at each call, once, at the first request of the call or at all of them; an outcome that is not in the table of `test/unit/storm/faults` fails the run.',
  },
  crash: {
    title: 'Crashes',
    text: 'A process that is killed at a random moment of an action, and the one that is started after it: nothing that was confirmed is missing, nothing is deployed twice, the history opens. `made`: it was there already; `kept`: the draft was, and could be sent.',
  },
  leaks: {
    title: 'Leaks',
    text: 'What keeps a process awake, before and after so many lives of a window with readings, a test, and one that is cut off.',
  },
  keys: {
    title: 'Keys',
    text: 'Keys that were planted, and where they were searched for after every call on every platform, with its failures.',
  },
  limits: {
    title: 'Rate limits',
    text: 'A large account read as fast as possible for some simulated minutes, with a limit of so many requests a minute in force: how much was sent, and how much of it was refused. Replicate publishes its limit; the others do not, and are tried with one above and one below what Slipway takes for granted.',
  },
  fuzz: { title: 'Mutated input', text: 'Answers and streams that were changed at random, from a seed.' },
  hostile: { title: 'Hostile texts', text: 'Texts and the places in which they were shown as text.' },
};

/** docs/reliability.md, from one line of JSON per figure. */
export async function reliabilityPage(lines: string, now: Date): Promise<string> {
  const all = lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Figures);
  const byPart = Map.groupBy(all, ({ part }) => String(part));
  const text = [
    '# Reliability',
    `Written by \`npm run storm\` on ${now.toISOString().slice(0, 10)}. \`npm test\` runs a bounded form of the same.`,
    ...[...byPart].flatMap(([name, figures]) => section(name, figures)),
  ].join('\n\n');
  return format(text, { parser: 'markdown', printWidth: 110, proseWrap: 'preserve' });
}

function section(name: string, figures: Figures[]): string[] {
  const { title, text } = parts[name] ?? { title: name, text: '' };
  const columns = [...new Set(figures.flatMap((each) => Object.keys(each)))].filter((key) => key !== 'part');
  const line = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const rows = figures.map((each) => line(columns.map((column) => cell(each[column]))));
  return [`## ${title}`, text, [line(columns), line(columns.map(() => '---')), ...rows].join('\n')];
}

const cell = (value: string | number | undefined): string | number =>
  typeof value === 'string' ? value.replaceAll('|', '\\|') : (value ?? '');
