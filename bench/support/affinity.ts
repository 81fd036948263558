/** Keeps the server and the load apart: the server has the first core, the load has the others. */

/** Cores of this machine. */
export const CORES: number = navigator.hardwareConcurrency;

/** The cores of the load as `taskset` names them; undefined when there is only one core. */
export const LOAD_CORES: string | undefined = CORES > 1 ? `1-${CORES - 1}` : undefined;

/** Moves this process away from the server's core; false where that is not possible. */
export async function pinLoad(): Promise<boolean> {
  return LOAD_CORES !== undefined && await moveTo(LOAD_CORES);
}

/** Lets this process use all cores again. */
export async function unpinLoad(): Promise<void> {
  await moveTo(`0-${CORES - 1}`);
}

async function moveTo(cores: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("taskset", {
      args: ["-a", "-c", "-p", cores, `${Deno.pid}`],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

/** The command line that runs Deno on the server's core alone, or on all cores. */
export function denoCommand(
  args: readonly string[],
  { pinned, canPin }: { pinned: boolean; canPin: boolean },
): [string, string[]] {
  if (!canPin) return [Deno.execPath(), [...args]];
  const cores = pinned ? "0" : `0-${CORES - 1}`;
  return ["taskset", ["-c", cores, Deno.execPath(), ...args]];
}
