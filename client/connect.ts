/** Puts the client together: reads what was asked for, connects, logs in, and lets people talk. */
import { isatty } from "node:tty";
import { normalizeFingerprint } from "../protocol/fingerprint.ts";
import { parseRoomName } from "../protocol/names.ts";
import { PROGRAM_VERSION } from "../protocol/version.ts";
import { formatPlace, parseAddress } from "./address.ts";
import { systemClock } from "./clock.ts";
import { configFolder } from "./config_folder.ts";
import { ClientFailure, EXIT, type ExitCode, reasonOf } from "./failure.ts";
import { KnownServers } from "./known_servers.ts";
import { Link } from "./link.ts";
import { openServer } from "./open.ts";
import { givenPassword } from "./password_source.ts";
import { runScript } from "./script.ts";
import type { Session } from "./session.ts";
import { judgeServer } from "./trust.ts";

/** What the command line says about the server and who one is there. */
export interface SessionChoice {
  address: string;
  room: string;
  register?: true | undefined;
  invite?: string | undefined;
  passwordFile?: string | undefined;
  fingerprint?: string | undefined;
  tls: boolean;
  history?: number | undefined;
  configDir?: string | undefined;
}

/** What the command line asks for. */
export interface ConnectOptions extends SessionChoice {
  json?: true | undefined;
  plain?: true | undefined;
}

/**
 * Runs `chat connect` to its end and returns the exit code.
 *
 * @throws {ClientFailure} with the exit code and what to tell the person.
 */
export async function connect(options: ConnectOptions): Promise<ExitCode> {
  const session = await prepareSession(options);
  const isTerminal = isatty(0) && isatty(1) && Deno.env.get("TERM") !== "dumb";
  if (isTerminal && !options.json) {
    return await (await import("./terminal_session.ts")).runTerminal(session);
  }
  return await runScript(session, { isJson: options.json ?? false, notify });
}

/**
 * Everything that is known before a connection is made.
 *
 * @throws {ClientFailure} when it cannot be understood.
 */
export async function prepareSession(options: SessionChoice): Promise<Session> {
  const place = parseAddress(options.address);
  const known = new KnownServers(configFolder({
    asked: options.configDir,
    environment: Deno.env.get,
    isWindows: Deno.build.os === "windows",
  }));
  const pinned = options.fingerprint === undefined
    ? undefined
    : usage(() => normalizeFingerprint(options.fingerprint ?? ""));
  if (pinned !== undefined && !options.tls) {
    throw new ClientFailure(
      EXIT.usage,
      "Without encryption there is no key to compare; leave out --fingerprint or --no-tls",
    );
  }
  const trust = { place: formatPlace(place), pinned, known, notify };
  return {
    place: formatPlace(place),
    username: place.username,
    password: await givenPassword({
      file: options.passwordFile,
      environment: Deno.env.get,
      notify,
    }),
    // Nobody has an invitation for an account that is there already.
    register: options.register ?? options.invite !== undefined,
    invite: options.invite,
    room: usage(() => parseRoomName(options.room)),
    history: options.history,
    newLink: (observer) =>
      new Link({
        open: (connectionObserver) =>
          openServer({
            place,
            judge: options.tls ? (proof) => judgeServer(proof, trust) : undefined,
            clock: systemClock,
            refPrefix: `chat-${crypto.randomUUID().slice(0, 8)}-`,
            observer: connectionObserver,
          }),
        observer,
        clock: systemClock,
        random: Math.random,
        newNonce: () => crypto.randomUUID(),
        device: `chat/${PROGRAM_VERSION} on ${Deno.build.os}`,
      }),
  };
}

function notify(line: string): void {
  console.error(`chat: ${line}`);
}

function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new ClientFailure(EXIT.usage, reasonOf(cause), { cause });
  }
}
