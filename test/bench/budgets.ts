/** What must hold: the run fails, and says which, when one of these is broken. Mend what is slow, not the bound. */
export interface Bound {
  atMost?: number;
  atLeast?: number;
  unit: string;
  /** For whom it is there, in words for docs/budgets.md. */
  what: string;
}

const kib = 1024;

export const budgets = {
  'bundle.start': most(10 * kib, 'bytes', 'What activation reads: dist/extension.cjs'),
  'bundle.host': most(
    250 * kib,
    'bytes',
    'What the first rows need: that, dist/house.cjs and what they share',
  ),
  'bundle.wizard': most(200 * kib, 'bytes', "The wizard's script"),
  'bundle.tester': most(200 * kib, 'bytes', "The tester's script"),
  'bundle.metrics': most(200 * kib, 'bytes', "The metrics' script, without the drawing of charts"),
  vsix: most(1300 * kib, 'bytes', 'What a person downloads'),
  'activation.evaluate': most(12, 'ms', 'Evaluating what activation reads, in a new process, processor time'),
  'activation.house': most(20, 'ms', 'Evaluating what the first rows need, likewise'),
  'activation.load': most(12, 'ms', "Loading dist/extension.cjs, by VS Code's own account"),
  'activation.call': most(5, 'ms', 'Calling activate(), by the same account'),
  'activation.finish': most(10, 'ms', 'Until what activate() promised is there, by the same account'),
  'tree.firstRow.ratio': most(
    1.3,
    'ratio',
    'First row after the click on the icon, against an empty extension',
  ),
  'panel.wizard.firstContent': most(500, 'ms', 'From the command to the first content of the wizard'),
  'panel.tester.firstContent': most(500, 'ms', 'From the command to the first content of the tester'),
  'panel.metrics.firstContent': most(500, 'ms', 'From the command to the first content of the metrics'),
  'dashboard.query': most(15, 'ms', 'A day of ten million requests, with a point per minute, processor time'),
  'dashboard.ratio': least(200, 'ratio', 'The same from single requests, against from sums'),
  'dashboard.record': most(5, 'us/sample', 'Writing a request with all its sums, processor time'),
  'sketch.error': most(0.5, '%', 'How far any percentile is off, at most'),
  'fleet.redact.10000': most(100, 'ms', 'Looking for keys in a list of 10 000 deployments, processor time'),
  'fleet.spend.10000': most(150, 'ms', 'Today, month and forecast of 10 000 deployments after a poll'),
} as const satisfies Record<string, Bound>;

export const boundOf = (name: string): Bound | undefined =>
  (budgets as Readonly<Record<string, Bound>>)[name];

/** Nothing that has a bound is less than nothing: a time that is was taken wrongly. */
export const holds = ({ atMost = Infinity, atLeast = 0 }: Bound, value: number): boolean =>
  value <= atMost && value >= atLeast;

function most(atMost: number, unit: string, what: string): Bound {
  return { atMost, unit, what };
}

function least(atLeast: number, unit: string, what: string): Bound {
  return { atLeast, unit, what };
}
