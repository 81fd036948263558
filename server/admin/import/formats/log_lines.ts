/** What is the same of all logs of IRC clients: rooms are files, authors nicks, and lines have no ids. */
import { createHash } from "node:crypto";
import { markdownOf } from "../../../doors/irc/wire/formatting.ts";
import type { ExportFiles } from "../export_files.ts";
import { textOf } from "../fields.ts";
import type { Found } from "../found.ts";

/** A line that somebody said. */
export interface LogLine {
  nick: string;
  text: string;
  isAction: boolean;
  timeMs: number;
}

/**
 * Goes through the logs of channels whose paths are `named` so, or through the one that was named by
 * somebody; `read` finds what is in each.
 */
export async function* logsIn(
  files: ExportFiles,
  named: RegExp,
  read: (log: { path: string; room: LogRoom }) => AsyncGenerator<Found>,
): AsyncGenerator<Found> {
  const { only, sizes } = files;
  const paths = only === undefined ? [...sizes.keys()].filter((path) => named.test(path)) : [only];
  for (const path of paths) {
    const channel = channelOf(path);
    if (channel === undefined) {
      yield { type: "left_out", what: "logs of what is no channel" };
      continue;
    }
    const room = new LogRoom(networkOf(path), channel);
    yield { type: "room", key: room.key, name: channel, topic: "", isOpen: false };
    yield* read({ path, room });
  }
}

/** Names the lines of one room: whatever is said the same at the same time is told apart by its turn. */
export class LogRoom {
  readonly key: string;
  readonly #network: string;
  readonly #turns = new Map<string, number>();
  #day = "";

  /** A nick is somebody else in another network. */
  constructor(network: string, channel: string) {
    this.#network = network;
    this.key = `${network}/${channel}`;
  }

  /** The author and the message; `day` is that of the log, so that what is kept does not grow. */
  *said({ isAction, nick, text, timeMs }: LogLine, day: string): Generator<Found> {
    if (day !== this.#day) {
      this.#day = day;
      this.#turns.clear();
    }
    const author = `${this.#network}/${nick.toLowerCase()}`;
    const hash = createHash("sha256").update(`${nick.toLowerCase()}\0${isAction ? 1 : 0}\0${text}`)
      .digest("base64url").slice(0, 22);
    const said = `${timeMs} ${hash}`;
    const turn = (this.#turns.get(said) ?? 0) + 1;
    this.#turns.set(said, turn);
    yield { type: "author", key: author, name: nick };
    const id = `${said} ${turn}`;
    yield {
      type: "message",
      room: this.key,
      author,
      id,
      timeMs,
      text: markdownOf(textOf(text)),
      isAction,
    };
  }
}

/** Names of channels in names of files: `irc.libera.#deno.weechatlog`, `#deno.2024-02-03.log`. */
function channelOf(path: string): string | undefined {
  const name = path.split("/").at(-1) ?? path;
  const [, channel] = /([#&+!].*)$/.exec(name) ?? [];
  return channel?.replace(/\.(?:weechatlog|log|txt)$/i, "")
    .replace(/[._-]?\d{4}-?\d{2}(?:-?\d{2})?$/, "").toLowerCase();
}

/** The network of a log, where the path says it. */
function networkOf(path: string): string {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  const [, dotted] = /^irc\.([^#]+)\.[#&+!]/.exec(name) ?? [];
  return (dotted ?? parts.at(-1) ?? "").toLowerCase();
}
