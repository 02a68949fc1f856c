/** Why one source did not serve a file. The next one is tried; all reasons end in one error. */

/** What a source did instead of serving the file. */
export class SourceFailure extends Error {
  /** Whether asking again may help, and after how many ms at the earliest, when the server said so. */
  readonly again: { readonly after?: number } | undefined;

  constructor(
    reason: string,
    options: { again?: { readonly after?: number }; cause?: unknown } = {},
  ) {
    super(reason, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "SourceFailure";
    this.again = options.again;
  }
}

/** A failure that asking again may repair. */
export function failForNow(reason: string, after?: number): SourceFailure {
  return new SourceFailure(reason, { again: after === undefined ? {} : { after } });
}
