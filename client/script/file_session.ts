/** A login that is for files alone: what `chat send` and `chat get` begin with, and how they end. */
import { systemClock } from "../base/clock.ts";
import { ClientFailure, ConnectionLost, EXIT, type ExitCode } from "../base/failure.ts";
import { complain } from "../base/say.ts";
import { transfersText } from "../files/transfer_text.ts";
import type { Link } from "../link/link.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import type { Session } from "../login/session.ts";
import { printable, printableJson } from "../../protocol/text/printable.ts";
import { endQuietStart } from "../terminal/quiet_start.ts";
import type { Transfer } from "../transfer/transfer.ts";
import { Transfers } from "../transfer/transfers.ts";
import { formatPlace } from "../net/address.ts";
import { entryOf, logIn } from "./log_in.ts";
import { Output } from "./output.ts";
import { TransferEvents } from "./transfer_events.ts";

/** What both commands take. */
export interface FileSessionOptions {
  session: Session;
  isJson: boolean;
  /** Whether what is under way is kept, to be gone on with by the same command. */
  isKept: boolean;
}

/** What they work with. */
export interface FileTools {
  link: Link;
  rooms: readonly string[];
  transfers: Transfers;
  output: Output;
}

const NOBODY: LinkObserver = {
  message() {},
  change() {},
  amend() {},
  event() {},
  lost() {},
  back() {},
  restored() {},
  caughtUp() {},
  stale() {},
  unknown() {},
  changed() {},
  settled: () => Promise.resolve(),
};

/**
 * Logs in, has `act` done, waits for what it began, and leaves. Shows on a terminal how far it is.
 * Returns the exit code.
 *
 * @throws {ClientFailure} when it cannot be connected to or logged in.
 */
export async function withFiles(
  { isJson, isKept, session }: FileSessionOptions,
  act: (tools: FileTools) => Promise<void>,
): Promise<ExitCode> {
  const entry = await entryOf(session, false);
  endQuietStart();
  if (entry === undefined) throw new TypeError("only scripts log in by themselves");
  const output = new Output(Deno.stdout);
  const link = session.newLink(NOBODY);
  await link.connect();
  const { rooms, username } = await logIn(link, entry, { session, notify: complain });
  link.begin();
  const events = isJson
    ? new TransferEvents((line) => output.print(printableJson(line)))
    : undefined;
  const bar = !isJson && Deno.stderr.isTerminal() ? new ProgressRow() : undefined;
  const transfers: Transfers = new Transfers({
    target: session.stream,
    link,
    home: {
      place: formatPlace(session.stream.place),
      isEncrypted: session.stream.judge !== undefined,
      username,
    },
    folder: isKept ? session.transfersFolder : undefined,
    ...(session.previewOf === undefined ? {} : { previewOf: session.previewOf }),
    clock: systemClock,
    timeMs: Date.now,
    random: Math.random,
    changed: () => {
      events?.tell(transfers.all);
      bar?.show(transfersText(transfers.all));
    },
    ended: (transfer) => {
      bar?.show("");
      told(transfer, isJson, output);
    },
    warn: complain,
  });
  try {
    await act({ link, rooms, transfers, output });
    const isOver = link.ended.then(() => {});
    await Promise.race([transfers.settled(), isOver]);
    bar?.show("");
    await output.settled();
    if (link.state === "ended") throw await link.ended ?? new ConnectionLost("the link is over");
    return transfers.all.every(({ state }) => state === "done") ? EXIT.fine : EXIT.error;
  } catch (error) {
    if (error instanceof ClientFailure) throw error;
    throw new ClientFailure(EXIT.error, printable(String((error as Error).message)), {
      cause: error,
    });
  } finally {
    bar?.show("");
    await transfers.close();
    // A session that was made for this ends with it.
    await link.leave(entry.kind === "password" ? "logout" : "exit");
  }
}

/** One row of standard error that says how far it is. */
class ProgressRow {
  #shown = "";

  show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    const row = Array.from(text).slice(0, 78).join("");
    try {
      Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${row}`));
    } catch {
      // Nobody looks.
    }
  }
}

function told(transfer: Transfer, isJson: boolean, output: Output): void {
  const { kind, messageId, name, path, reason, state } = transfer;
  if (state === "failed") {
    complain(`${name} was not ${kind === "upload" ? "sent" : "fetched"}: ${reason ?? ""}`);
  } else if (!isJson) output.print(kind === "upload" ? `${messageId} ${name}` : path ?? name);
}
