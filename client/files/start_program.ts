/** Starts other programs of this machine, where that is allowed; none gets to know a secret. */

/** What a program that is started does not get to know, in its environment. */
const SECRETS = { CHAT_PASSWORD: "", CHAT_TOKEN: "" };

/** Whether this program may start another one. */
export async function mayRun(command: string): Promise<boolean> {
  return (await Deno.permissions.query({ name: "run", command })).state === "granted";
}

/** Starts a program with which lines are exchanged. Throws when there is none of this name. */
export function startCompanion(command: string, args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(command, {
    args: [...args],
    env: SECRETS,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Starts a program and does not wait for it. Throws when there is none of this name. */
export function startProgram(command: string, argument: string): void {
  const child = new Deno.Command(command, {
    args: [argument],
    env: SECRETS,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
}
