/** The full-screen client in a terminal of its own, for tests. */
import { join } from "node:path";
import { executableEnvironment } from "./executable.ts";
import { chatCommand } from "./server_process.ts";
import { PASSWORD, type TemporaryFolder } from "./test_server.ts";
import { Tmux } from "./tmux.ts";

/** How a client is started. */
export interface FullClientOptions {
  /** What follows `connect`. */
  args: readonly string[];
  /** Whether the server speaks TLS. @default false */
  tls?: boolean;
  /** The config folder is made in this one. */
  folder: string;
  /** Clients on the same device share their config folder. @default "home" */
  device?: string;
  env?: Record<string, string>;
  /** A program that it may start, as with `CHAT_ALLOW_RUN`. */
  allowRun?: string | undefined;
  /** The executable to start instead of the sources. */
  executable?: string | undefined;
  /** @default 100 */
  columns?: number;
  /** @default 30 */
  rows?: number;
}

/** The environment of a client whose config folder is that of `device`. */
export function clientEnvironment(folder: string, device = "home"): Record<string, string> {
  return { TZ: "UTC", CHAT_CONFIG_DIR: join(folder, `config-${device}`) };
}

/** The command that runs `chat connect` with these arguments, from the sources by default. */
export function connectCommand(
  args: readonly string[],
  tls?: boolean,
  executable?: string,
): string[] {
  const security = tls ? [] : ["--no-tls"];
  return chatCommand(["connect", ...security, ...args], executable).flat();
}

/** Starts a client; what it shows first depends on what it knows. */
export function startClient(options: FullClientOptions): Promise<Tmux> {
  const { allowRun, args, columns = 100, device, env, executable, folder, rows = 30, tls } =
    options;
  const [program = "", ...more] = connectCommand(args, tls, executable);
  const rights = allowRun === undefined ? [] : [`--allow-run=${allowRun}`];
  return Tmux.start({
    command: rights.length === 0
      ? [program, ...more]
      : [program, "run", ...rights, ...more.slice(1)],
    env: {
      ...(executable === undefined ? {} : executableEnvironment()),
      ...clientEnvironment(folder, device),
      ...env,
    },
    columns,
    rows,
  });
}

/** Starts a shell as people have one, in which programs can be stopped and gone on with. */
export async function startShell(folder: string): Promise<Tmux> {
  const terminal = await Tmux.start({
    command: ["bash", "--norc", "--noediting", "-i"],
    env: {
      ...executableEnvironment(),
      PATH: Deno.env.get("PATH") ?? "",
      ...clientEnvironment(folder),
      CHAT_PASSWORD: PASSWORD,
      PS1: "shell: ",
    },
    columns: 100,
    rows: 30,
  });
  await terminal.until("shell:");
  return terminal;
}

/** Where a client talks that is started by {@linkcode talkAs}. */
export type TalkOptions = { port: number; args?: string[] } & Omit<FullClientOptions, "args">;

/** Starts a client that logs in, or with `--register` registers, without asking. */
export async function talkAs(
  username: string,
  options: TalkOptions,
  until = promptOf(username),
): Promise<Tmux> {
  const terminal = await startClient({
    ...options,
    args: [...(options.args ?? []), `${username}@127.0.0.1:${options.port}`],
    env: { CHAT_PASSWORD: PASSWORD, ...options.env },
  });
  await terminal.until(until);
  return terminal;
}

/** A recovery code, as every newcomer is shown one. */
export const RECOVERY_CODE = /(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}/;

/** Starts the client of somebody new on a device of their own, whose keys are made. */
export async function newcomer(
  username: string,
  { folder, server, ...options }:
    & { folder: TemporaryFolder; server: { port: number } }
    & Partial<Omit<TalkOptions, "folder">>,
): Promise<Tmux> {
  const terminal = await talkAs(username, {
    device: username,
    ...options,
    port: server.port,
    folder: folder.path,
    args: ["--register", ...(options.args ?? [])],
  });
  await terminal.until(RECOVERY_CODE);
  return terminal;
}

/** The input line of somebody who can talk, with what stands on it. */
export function promptOf(username: string, text = ""): RegExp {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^ #general.*\\n(?:.*\\n)*?${username}> ?${escaped}`, "m");
}

/** The screen after a clean end: the exit code, and the terminal as it was. */
export function cleanEnd(exitCode = 0): RegExp {
  return new RegExp(`exit code ${exitCode}, icanon ,echo ,`);
}
