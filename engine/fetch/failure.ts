/** Why one source did not serve a file. The next one is tried; all reasons end in one error. */

/** When asking again may help. */
export interface Again {
  /** After how many ms at the earliest, when the server said so. */
  readonly after?: number;
  /** Whether nobody answered at all. */
  readonly unreachable?: boolean;
}

/** What a source did instead of serving the file. */
export class SourceFailure extends Error {
  /** Undefined when asking again does not help. */
  readonly again: Again | undefined;

  constructor(reason: string, options: { again?: Again; cause?: unknown } = {}) {
    super(reason, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "SourceFailure";
    this.again = options.again;
  }
}

/** A failure that asking again may repair. */
export function failForNow(reason: string, after?: number): SourceFailure {
  return new SourceFailure(reason, { again: after === undefined ? {} : { after } });
}
