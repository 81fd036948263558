/** Writes what is said in rooms into files, where somebody wants that. */
import { join } from "node:path";
import type { Message, Place } from "../../protocol/records.ts";
import type { LogMode } from "../config/config.ts";
import { accountAt, type LoggedServer } from "../config/log_mode.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import { placeOf } from "../wording/place.ts";
import { LogFiles } from "./log_files.ts";
import { cameEncrypted, leftOutMessage, loggedChange, loggedMessage } from "./log_lines.ts";

/** What it works with. */
export interface RoomLogsOptions {
  /** The folder of all logs; `undefined` where there is none. */
  folder: () => string | undefined;
  modeOf: (server: LoggedServer, place: Place) => LogMode;
  timeMs: () => number;
  /** Says why something is not written; harmless. */
  warn: (line: string) => void;
}

/** Each room and each private conversation of each account has a file of its own. */
export class RoomLogs {
  readonly #options: RoomLogsOptions;
  readonly #files: LogFiles;

  constructor(options: RoomLogsOptions) {
    this.#options = options;
    this.#files = new LogFiles({ warn: options.warn });
  }

  /** The file of a place; `undefined` without a folder, or for a name that is none. */
  pathOf(server: LoggedServer, place: Place): string | undefined {
    return logPath(this.#options.folder(), server, place);
  }

  /** A message has come for the first time. */
  message(message: Message, server: LoggedServer): void {
    this.#log(
      placeOf(message, server.username),
      server,
      (mode, reader) =>
        cameEncrypted(message) && mode !== "encrypted"
          ? leftOutMessage(message)
          : loggedMessage(message, reader),
    );
  }

  /** A message was changed. */
  change(event: ChangeEvent, server: LoggedServer): void {
    const { room, to } = event as { room?: string; to?: string };
    if (room === undefined && to === undefined) return;
    const place = placeOf(event as { from: string; room: string }, server.username);
    this.#log(
      place,
      server,
      (mode, reader) =>
        cameEncrypted(event) && mode !== "encrypted"
          ? ""
          : loggedChange(event, new Date(this.#options.timeMs()), reader),
    );
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#files.close();
  }

  #log(
    place: Place,
    server: LoggedServer,
    textOf: (mode: LogMode, reader: { username: string; place: Place }) => string,
  ): void {
    const mode = this.#options.modeOf(server, place);
    const path = mode === "off" ? undefined : this.pathOf(server, place);
    const text = path === undefined ? "" : textOf(mode, { username: server.username, place });
    if (path !== undefined && text !== "") this.#files.append(path, text);
  }
}

/** `FOLDER/alice@chat.example_5000/#ops.log`; `undefined` for what a server should never have named so. */
export function logPath(
  folder: string | undefined,
  server: LoggedServer,
  place: Place,
): string | undefined {
  const name = place.room === undefined ? `@${place.with.toLowerCase()}` : `#${place.room}`;
  const isName = /^[#@][\p{L}\p{N}_-]{1,100}$/u.test(name);
  if (folder === undefined || !isName) return undefined;
  return join(folder, accountAt(server).replaceAll(/[^a-z0-9_@.-]/g, "_"), `${name}.log`);
}
