/** Runs `chat connect`: chooses the client for people at a terminal, or the one for scripts. */
import { isatty } from "node:tty";
import { hintOf } from "../base/environment.ts";
import { ClientFailure, EXIT, type ExitCode } from "../base/failure.ts";
import { adoptTimeZone } from "../base/time_zone.ts";
import { notify, prepare, sessionAt, type SessionChoice } from "../login/prepare_session.ts";
import { parseAddress } from "../net/address.ts";
import { isAnsiTerminal } from "../terminal/terminal_kind.ts";
import { runScript } from "../script/script.ts";

/** What the command line asks for. */
export interface ConnectOptions extends SessionChoice {
  /** `undefined` has the full-screen client ask for it. */
  address?: string | undefined;
  json?: true | undefined;
  plain?: true | undefined;
  /** Whether the full-screen client keeps logins, servers and unsent texts for the next time. */
  remember: boolean;
}

/**
 * Runs `chat connect` to its end and returns the exit code.
 *
 * @throws {ClientFailure} with the exit code and what to tell the person.
 */
export async function connect(options: ConnectOptions): Promise<ExitCode> {
  adoptTimeZone(hintOf("TZ"));
  const isTerminal = isatty(0) && isatty(1) && isAnsiTerminal({ environment: hintOf });
  const isForPeople = isTerminal && !options.json;
  const isFullScreen = isForPeople && !options.plain;
  if (options.address === undefined && !isFullScreen) {
    throw new ClientFailure(
      EXIT.usage,
      "Say where the server is, for example: chat connect alice@chat.example",
    );
  }
  const address = options.address === undefined ? undefined : parseAddress(options.address);
  const prepared = await prepare(options);
  if (isFullScreen) {
    return await (await import("../full/full_session.ts")).runFullScreen({
      first: address === undefined ? undefined : { address, ...prepared },
      linkTo: prepared.linkTo,
      isEncrypted: options.tls,
      folder: prepared.folder,
      remembers: options.remember,
    });
  }
  if (address === undefined) throw new TypeError("there is an address without the full screen");
  const session = sessionAt(address, { ...prepared, history: options.history });
  if (isForPeople) {
    return await (await import("../plain/terminal_session.ts")).runTerminal(session);
  }
  return await runScript(session, { isJson: options.json ?? false, notify });
}
