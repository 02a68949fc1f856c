/** How patient a download is. */

/** Bounds of a download; times in ms. */
export interface FetchPolicy {
  /** Attempts in a row that gain no byte, before the source is given up. */
  readonly attempts: number;
  /** The same for a host that cannot be reached at all. */
  readonly connectAttempts: number;
  /** Pause before the second attempt; each further one doubles it. */
  readonly firstPause: number;
  /** The longest pause, also when the server asks for one. */
  readonly longestPause: number;
  /** How long nothing may arrive. */
  readonly stall: number;
  /** Redirections followed. */
  readonly redirects: number;
  /** Bytes of a file whose size is not declared. */
  readonly largest: number;
}

/** The bounds that runs use. */
export const FETCH_POLICY: FetchPolicy = {
  attempts: 5,
  connectAttempts: 3,
  firstPause: 1000,
  longestPause: 120_000,
  stall: 30_000,
  redirects: 10,
  largest: 2 ** 31,
};

/** Time as a download sees it; tests bring their own. */
export interface FetchClock {
  /** Waits; ends early, without an error, when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Now, in ms since 1970. */
  now(): number;
}

/** The clock of this machine. */
export const MACHINE_CLOCK: FetchClock = {
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener("abort", end, { once: true });
    }),
  now: () => Date.now(),
};

/** The pause after a number of attempts that gained nothing. Without chance: a run makes few requests. */
export function choosePause(policy: FetchPolicy, failures: number): number {
  return Math.min(policy.longestPause, policy.firstPause * 2 ** (failures - 1));
}
