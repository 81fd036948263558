/** Runs `chat connect`: chooses the client for people at a terminal, or the one for scripts. */
import { printable } from "../../protocol/text/printable.ts";
import { fileAt, type FoundFile } from "../files/local_paths.ts";
import { hintOf } from "../base/environment.ts";
import { clientFolder } from "../base/client_folder.ts";
import { readConfig } from "../config/config_file.ts";
import { serverCalled } from "../config/server_names.ts";
import { ClientFailure, EXIT, type ExitCode } from "../base/failure.ts";
import { adoptTimeZone } from "../base/time_zone.ts";
import { notify, prepare, sessionAt, type SessionChoice } from "../login/prepare_session.ts";
import { parseAddress } from "../net/address.ts";
import { systemClock } from "../base/clock.ts";
import { PictureDecoder, type StartWorker } from "../pictures/picture_decoder.ts";
import { previewMaker } from "../pictures/preview_of_file.ts";
import { isAtTerminal } from "../terminal/terminal.ts";
import { isAnsiTerminal } from "../terminal/terminal_kind.ts";
import { runScript } from "../script/script.ts";
import { wholePath } from "../script/whole_path.ts";

/** What the command line asks for. */
export interface ConnectOptions extends SessionChoice {
  /** `undefined` has the full-screen client ask for it. */
  address?: string | undefined;
  json?: true | undefined;
  plain?: true | undefined;
  /** Starts a worker of the program by its name. */
  startWorker: StartWorker;
  /** Files to be sent first, and the words that go with them; makes it the client for scripts. */
  send?: readonly string[] | undefined;
  caption?: string | undefined;
  /** Whether the full-screen client keeps logins, servers and unsent texts for the next time. */
  remember: boolean;
}

/** The files that are to be sent. Throws {ClientFailure} when one of them is none. */
async function filesAt(paths: readonly string[]): Promise<readonly FoundFile[]> {
  return await Promise.all(paths.map(async (path) => {
    const found = await fileAt(wholePath(path));
    if (found !== undefined) return found;
    throw new ClientFailure(EXIT.usage, `There is no file ${printable(path)} that could be sent`);
  }));
}

/**
 * Runs `chat connect` to its end and returns the exit code.
 *
 * @throws {ClientFailure} with the exit code and what to tell the person.
 */
export async function connect(options: ConnectOptions): Promise<ExitCode> {
  adoptTimeZone(hintOf("TZ"));
  const isTerminal = isAtTerminal() &&
    isAnsiTerminal({ environment: hintOf });
  const files = await filesAt(options.send ?? []);
  const isForPeople = isTerminal && !options.json && files.length === 0;
  const isFullScreen = isForPeople && !options.plain;
  if (options.address === undefined && !isFullScreen) {
    throw new ClientFailure(
      EXIT.usage,
      "Say where the server is, for example: chat connect alice@chat.example",
    );
  }
  const { config } = await readConfig(clientFolder(options.configDir));
  const address = options.address === undefined
    ? undefined
    : parseAddress(serverCalled(options.address, config.servers));
  // It may be another one when the next connection is made.
  let { proxy } = config;
  const proxyChanged = (changed: string) => {
    proxy = changed;
  };
  const prepared = await prepare({ ...options, proxySetting: () => proxy });
  if (isFullScreen) {
    return await (await import("../full/full_screen.ts")).runFullScreen({
      first: address === undefined ? undefined : { address, ...prepared },
      linkTo: prepared.linkTo,
      streamTo: prepared.streamTo,
      startWorker: options.startWorker,
      isEncrypted: options.tls,
      folder: prepared.folder,
      remembers: options.remember,
      proxyChanged,
    });
  }
  if (address === undefined) throw new TypeError("there is an address without the full screen");
  const { history, remember } = options;
  const previewOf = previewMaker(new PictureDecoder(options.startWorker, systemClock));
  const session = { ...sessionAt(address, { ...prepared, history, remember }), previewOf };
  if (isForPeople) {
    return await (await import("../plain/terminal_session.ts")).runTerminal(session, proxyChanged);
  }
  const { caption = "" } = options;
  return await runScript(session, { isJson: options.json ?? false, notify, files, caption });
}
