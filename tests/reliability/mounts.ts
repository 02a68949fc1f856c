/** File systems of a test's own, where a user may mount them. */

/** Starts a program where it may mount file systems that nobody else sees. */
export const IN_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"] as const;

/** Starts a program for which permissions count, also when root runs the tests. */
export const WITHOUT_PRIVILEGES = [
  "setpriv",
  "--bounding-set=-all",
  "--inh-caps=-all",
] as const;

/** Tells whether programs can be started with a prefix. */
export function canStart(prefix: readonly string[], ...command: readonly string[]): boolean {
  const [program = "", ...args] = [...prefix, ...command];
  try {
    return new Deno.Command(program, { args, stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}

/** Why tests on file systems of their own cannot run here; undefined when they can. */
export function explainNoMounts(): string | undefined {
  return canStart(IN_NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt")
    ? undefined
    : "skipped: a user may not mount file systems here (unshare --user --mount)";
}

/** Runs mount or umount inside the namespace. */
export function runMount(...command: readonly string[]): void {
  const [program = "", ...args] = command;
  const { success, stderr } = new Deno.Command(program, { args }).outputSync();
  if (!success) throw new Error(`${command.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
