/** Starts other programs of this machine, where that is allowed; none gets to know a secret. */
import { printable } from "../../protocol/text/printable.ts";
import { systemClock, within } from "../base/clock.ts";
import { hintOf } from "../base/environment.ts";

/** What a program that is started does not get to know, in its environment. */
const SECRETS = { CHAT_PASSWORD: "", CHAT_TOKEN: "", CHAT_CODE: "" };

/** Variables that name a proxy, in which a name and a password may stand. */
const PROXIES = ["ALL_PROXY", "all_proxy"];

/** What is other in the environment of a program that is started. */
function environment(): Record<string, string> {
  const secret = PROXIES.filter((name) => hintOf(name)?.includes("@"));
  return { ...SECRETS, ...Object.fromEntries(secret.map((name) => [name, ""])) };
}

/** Whether this program may start another one. */
export async function mayRun(command: string): Promise<boolean> {
  return (await Deno.permissions.query({ name: "run", command })).state === "granted";
}

/** How this program is run, for what it says about that. */
export interface RunningAs {
  /** @default the system of this machine */
  system?: typeof Deno.build.os;
  /** Whether what it may start was settled when it was built. @default whether this one is so built */
  isCompiled?: boolean;
}

/** Why a program may not be started, and how it may; harmless. */
export function notAllowedText(command: string, running: RunningAs = {}): string {
  const { isCompiled = Deno.build.standalone, system = Deno.build.os } = running;
  const shown = printable(command);
  const refusal = `${shown} may not be started from here`;
  if (isCompiled || system === "windows") {
    return `${refusal}: this executable starts nothing but the program of the system`;
  }
  if (!/^[A-Za-z0-9._/+][A-Za-z0-9._/+-]*$/.test(command)) {
    return `${refusal}; CHAT_ALLOW_RUN allows it under a name of letters, digits and ._/+-`;
  }
  return `${refusal}; CHAT_ALLOW_RUN=${shown} allows it`;
}

/** Starts a program with which lines are exchanged. Throws when there is none of this name. */
export function startCompanion(command: string, args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(command, {
    args: [...args],
    env: environment(),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Longest line that is read of a program. */
const MAX_LINE_BYTES = 4_096;

/**
 * The first line that a program shows, and how it has ended; `giveUp` ends it. What it says of
 * failures is shown. Throws when there is none of this name.
 */
export async function firstLineFrom(
  command: string,
  args: readonly string[],
  giveUp: AbortSignal,
): Promise<{ line: string; status: Deno.CommandStatus }> {
  const child = new Deno.Command(command, {
    args: [...args],
    env: environment(),
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    signal: giveUp,
  }).spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    // What comes behind it is read, so that the program ends as it wants to.
    if (text.length < MAX_LINE_BYTES) text += part;
  }
  const [line = ""] = text.slice(0, MAX_LINE_BYTES).split(/[\r\n]/, 1);
  return { line, status: await child.status };
}

/** What ends with a failure so soon has opened nothing. */
const FAILED_WITHIN_MS = 2_000;

/**
 * Starts a program, and waits a moment for it: false when it has said by then that it failed. Throws
 * when there is none of this name.
 */
export async function startProgram(command: string, argument: string): Promise<boolean> {
  const child = new Deno.Command(command, {
    args: [argument],
    env: environment(),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
  const status = await within(systemClock, FAILED_WITHIN_MS, child.status);
  // What opens things on Windows never says that it went well.
  return status?.success !== false || Deno.build.os === "windows";
}
