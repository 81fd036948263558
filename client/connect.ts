/** Puts the client together: reads what was asked for, connects, logs in, and lets people talk. */
import { isatty } from "node:tty";
import { normalizeFingerprint } from "../protocol/fingerprint.ts";
import { parseRoomName } from "../protocol/names.ts";
import { PROGRAM_VERSION } from "../protocol/version.ts";
import { type Address, formatPlace, parseAddress } from "./address.ts";
import { systemClock } from "./clock.ts";
import { configFolder } from "./config_folder.ts";
import { ClientFailure, EXIT, type ExitCode, reasonOf } from "./failure.ts";
import { KnownServers } from "./known_servers.ts";
import { Link } from "./link.ts";
import type { LinkObserver } from "./link_observer.ts";
import { openServer } from "./open.ts";
import { givenPassword } from "./password_source.ts";
import { runScript } from "./script.ts";
import type { Session } from "./session.ts";
import { judgeServer } from "./trust.ts";

/** What the command line asks for. */
export interface ConnectOptions {
  /** `undefined` has the full-screen client ask for it. */
  address?: string | undefined;
  room: string;
  register?: true | undefined;
  passwordFile?: string | undefined;
  fingerprint?: string | undefined;
  tls: boolean;
  history?: number | undefined;
  json?: true | undefined;
  plain?: true | undefined;
  configDir?: string | undefined;
  /** Whether the full-screen client keeps logins, servers and unsent texts for the next time. */
  remember: boolean;
}

/**
 * Runs `chat connect` to its end and returns the exit code.
 *
 * @throws {ClientFailure} with the exit code and what to tell the person.
 */
export async function connect(options: ConnectOptions): Promise<ExitCode> {
  const isTerminal = isatty(0) && isatty(1) && Deno.env.get("TERM") !== "dumb";
  const isForPeople = isTerminal && !options.json;
  const isFullScreen = isForPeople && !options.plain;
  if (options.address === undefined && !isFullScreen) {
    throw new ClientFailure(
      EXIT.usage,
      "Say where the server is, for example: chat connect alice@chat.example",
    );
  }
  const address = options.address === undefined ? undefined : parseAddress(options.address);
  const folder = configFolder({
    asked: options.configDir,
    environment: Deno.env.get,
    isWindows: Deno.build.os === "windows",
  });
  const linkTo = linkMaker(options, new KnownServers(folder));
  const password = await givenPassword({
    file: options.passwordFile,
    environment: Deno.env.get,
    notify,
  });
  const register = options.register ?? false;
  const room = usage(() => parseRoomName(options.room));
  if (isFullScreen) {
    return await (await import("./full/full_session.ts")).runFullScreen({
      first: address === undefined ? undefined : { address, password, register, room },
      linkTo,
      isEncrypted: options.tls,
      folder,
      remembers: options.remember,
    });
  }
  if (address === undefined) throw new TypeError("there is an address without the full screen");
  const session: Session = {
    place: formatPlace(address),
    username: address.username,
    password,
    register,
    room,
    history: options.history,
    newLink: linkTo(address, notify),
  };
  if (isForPeople) {
    return await (await import("./terminal_session.ts")).runTerminal(session);
  }
  return await runScript(session, { isJson: options.json ?? false, notify });
}

/** Knows how to make links as the options want them. */
function linkMaker(options: ConnectOptions, known: KnownServers) {
  const pinned = options.fingerprint === undefined
    ? undefined
    : usage(() => normalizeFingerprint(options.fingerprint ?? ""));
  if (pinned !== undefined && !options.tls) {
    throw new ClientFailure(
      EXIT.usage,
      "Without encryption there is no key to compare; leave out --fingerprint or --no-tls",
    );
  }
  return (place: Address, notifyOfKey: (line: string) => void) => {
    const trust = { place: formatPlace(place), pinned, known, notify: notifyOfKey };
    return (observer: LinkObserver) =>
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
      });
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
