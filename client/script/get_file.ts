/** Runs `chat get`: fetches the file of one message, into a file or onto standard output. */
import { basename, dirname } from "node:path";
import { printable } from "../../protocol/text/printable.ts";
import { systemClock } from "../base/clock.ts";
import { ClientFailure, EXIT, type ExitCode, reasonOf } from "../base/failure.ts";
import type { Session } from "../login/session.ts";
import { untilItWorks } from "../transfer/attempts.ts";
import { receive, type Receiver } from "../transfer/download.ts";
import { FileDoor } from "../transfer/file_door.ts";
import { newSha256 } from "../transfer/hash_file.ts";
import { knownFile } from "../transfer/known_file.ts";
import { OpeningReceiver } from "../transfer/opening_receiver.ts";
import { LocalFailure, writeReason } from "../transfer/target_file.ts";
import { withFiles } from "./file_session.ts";
import { wholePath } from "./whole_path.ts";

/** What the command line asks for. */
export interface GetOptions {
  messageId: number;
  /** A path, or `-` for standard output; `undefined`: what the file is called, in this folder. */
  output: string | undefined;
  isJson: boolean;
}

/**
 * Fetches the file; returns the exit code.
 *
 * @throws {ClientFailure} when it cannot be.
 */
export async function getFile(session: Session, options: GetOptions): Promise<ExitCode> {
  const { isJson, messageId, output } = options;
  if (output === "-") return await toOutput(session, options);
  const path = output === undefined ? undefined : wholePath(output);
  if (path !== undefined && await isThere(path)) {
    throw new ClientFailure(
      EXIT.error,
      `${printable(path)} exists already and is left as it is; choose another name`,
    );
  }
  return await withFiles({ session, isJson, isKept: true }, async ({ transfers }) => {
    await transfers.get({
      messageId,
      folder: path === undefined ? wholePath(".") : dirname(path),
      name: path && basename(path),
    });
  });
}

/** What is written cannot be taken back, so nothing is begun anew. */
async function toOutput(
  session: Session,
  { isJson, messageId }: GetOptions,
): Promise<ExitCode> {
  if (isJson) {
    throw new ClientFailure(EXIT.usage, "Standard output takes the file or JSON, not both");
  }
  if (Deno.stdout.isTerminal()) {
    throw new ClientFailure(
      EXIT.usage,
      "The bytes of a file would upset this terminal, and whoever sent it could write anything " +
        "there; name a file, or send the output on: chat get … --output - | less",
    );
  }
  return await withFiles({ session, isJson: false, isKept: false }, async ({ link }) => {
    const door = new FileDoor(session.stream, systemClock);
    const output = new OutputReceiver();
    const { signal } = new AbortController();
    const known = await knownFile(link, { messageId });
    const { bytes, seal, sha256 } = known;
    const work = { messageId, name: undefined, bytes, sha256 };
    const opening = seal && new OpeningReceiver(output, seal);
    const receiver = opening ?? output;
    try {
      await untilItWorks(async () => {
        const http = await door.take();
        try {
          await receive(work, {
            connect: () => Promise.resolve(http),
            token: () => link.token ?? "",
            signal,
            progress: () => {},
          }, () => Promise.resolve(receiver));
        } finally {
          door.giveBack(http);
        }
      }, {
        clock: systemClock,
        random: Math.random,
        signal,
        done: () => receiver.offset,
        waiting: () => {},
      });
      await opening?.end();
    } finally {
      door.close();
    }
  });
}

class OutputReceiver implements Receiver {
  readonly #hash = newSha256();
  #offset = 0;

  get offset(): number {
    return this.#offset;
  }

  async write(piece: Uint8Array): Promise<void> {
    this.#hash.update(piece);
    this.#offset += piece.length;
    try {
      for (let written = 0; written < piece.length;) {
        written += await Deno.stdout.write(piece.subarray(written));
      }
    } catch (cause) {
      throw new LocalFailure(`What came cannot be written: ${writeReason(cause)}`, { cause });
    }
  }

  restart(): Promise<void> {
    if (this.#offset === 0) return Promise.resolve();
    throw new LocalFailure("the file is another one now, and a part of it is written already");
  }

  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  close(): void {}
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new ClientFailure(EXIT.error, `${printable(path)}: ${reasonOf(error)}`, { cause: error });
  }
}
