/**
 * What psimulate would have answered: the Python exception's type and its text.
 * `golden` is both joined as Python prints them on the last line of a traceback.
 */
export class KeyspaceError extends Error {
  override readonly name = 'KeyspaceError';
  readonly pythonType: string;

  constructor(pythonType: string, message: string) {
    super(message);
    this.pythonType = pythonType;
  }

  get golden(): string {
    return `${this.pythonType}: ${this.message}`;
  }
}

/** Shorthand for the commonest refusal of a value of the wrong Python type. */
export function typeError(message: string): KeyspaceError {
  return new KeyspaceError('TypeError', message);
}
