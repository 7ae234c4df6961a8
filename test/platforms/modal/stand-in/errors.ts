/** What Python raises: `type` is the name of the class, as `type(e).__name__` tells it. */
export class PythonError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Raised while the person's own file is imported: the command line shows where, not only what. */
export class SourceError extends PythonError {}

export const interrupted = (): PythonError => new PythonError('KeyboardInterrupt', '');

export const unreachable = (): PythonError =>
  new PythonError('ConnectionError', 'Could not connect to the Modal server.');
