/** What the client for scripts and the one for terminals have in common around the login. */
import { ChatError, type ErrorCode } from "../../protocol/errors.ts";
import type { HelloEvent } from "../../protocol/events.ts";
import { MAX_TEXT_BYTES } from "../../protocol/limits.ts";
import { printable, printableLines } from "../../protocol/text/printable.ts";
import { ClientFailure, ConnectionLost, EXIT } from "../base/failure.ts";
import type { Link } from "../link/link.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import type { StreamTarget } from "../net/open_stream.ts";

/** What is known before the connection is made; both kinds of client start from it. */
export interface Session {
  /** `host:port`. */
  place: string;
  username: string | undefined;
  password: string | undefined;
  /** A token that was given for a script. */
  token?: string | undefined;
  /** A code of the second factor, and the program that shows one, with its arguments. */
  code?: string | undefined;
  codeCommand?: string | undefined;
  register: boolean;
  /** What lets somebody register where that takes an invitation. */
  invite: string | undefined;
  room: string;
  /** How many messages of the past to show; `undefined` leaves it to the kind of client. */
  history: number | undefined;
  /** Makes the link that tells `observer`. */
  newLink: (observer: LinkObserver) => Link;
  /** How further connections are made to the same server. */
  stream: StreamTarget;
  /** The config folder, and that in which unfinished transfers are kept; `undefined`: none. */
  folder: string | undefined;
  transfersFolder: string | undefined;
  /** Makes the previews of images that are sent. */
  previewOf?: (path: string) => Promise<string | undefined>;
}

/** Turns what the server refused at the login into the end of the client. */
export function loginRefused(error: unknown): unknown {
  if (error instanceof ConnectionLost) {
    return new ClientFailure(
      EXIT.cannotConnect,
      `The connection broke during the login (${error.message}); try again`,
      { cause: error },
    );
  }
  if (!(error instanceof ChatError)) return error;
  const isOurs = error.code === "internal" || error.code === "unknown_action";
  return new ClientFailure(
    isOurs ? EXIT.error : EXIT.refused,
    `The server refused: ${error.message} (${error.code})`,
    { cause: error },
  );
}

/** The longest text that the server takes, in bytes; `limits` is what its `hello` said. */
export function maxTextBytes(limits: unknown): number {
  const bytes = typeof limits === "object" && limits !== null && "text_bytes" in limits
    ? limits.text_bytes
    : undefined;
  return typeof bytes === "number" && bytes > 0 ? bytes : MAX_TEXT_BYTES;
}

/** What a server says about itself to whoever comes, line by line; harmless. */
export function greetingLines({ description, motd }: HelloEvent): string[] {
  // A server may say anything, and an older one may leave something out.
  return [description, motd].filter((text) => typeof text === "string")
    .flatMap((text) => text.trim() === "" ? [] : printableLines(text));
}

/** Codes with which a server says that this account is not wanted in a room. */
const UNWANTED: readonly ErrorCode[] = ["banned", "invite_only", "no_right"];

/**
 * Joins the room that was asked for unless the account is in it.
 *
 * @throws {ClientFailure} when that cannot be.
 */
export async function enterRoom(
  link: Pick<Link, "request">,
  room: string,
  rooms: readonly string[],
): Promise<void> {
  if (rooms.includes(room)) return;
  try {
    await link.request("join", { room });
  } catch (error) {
    if (!(error instanceof ChatError)) throw loginRefused(error);
    const names = rooms.map((name) => `#${printable(name)}`).join(", ") || "none";
    throw new ClientFailure(
      UNWANTED.includes(error.code) ? EXIT.refused : EXIT.error,
      `Cannot join #${room}: ${error.message} (${error.code}); you are in ${names}`,
      { cause: error },
    );
  }
}
