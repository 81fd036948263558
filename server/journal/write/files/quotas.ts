/** How much an account may store: text on a day, and files, there and altogether. */
import type { Content } from "../../../../protocol/content/content.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { utf8Length } from "../../../../protocol/text/utf8_length.ts";
import { columnsOf, fileIn } from "../../content/kinds.ts";
import type { Store } from "../../database/store.ts";
import type { StorageLimits } from "../../files/storage_limits.ts";
import { usageOf } from "../../files/usage.ts";
import type { WriteStore } from "../write_store.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What a message takes besides its text: its row, its indexes, its nonce. */
const BESIDE_TEXT_BYTES = 128;

/** Something that is about to be stored. */
interface Storing {
  account: number;
  content: Content;
  /** Undefined for an entry that is bound by nothing. */
  limits: StorageLimits | undefined;
  timeMs: number;
}

/**
 * Sees to it that a text is not longer than the server takes, and within what its account may write on a
 * day; returns what notes it down, for when everything else has been asked. How long a text is that is
 * encrypted end to end is for clients to mind.
 *
 * @throws {ChatError} `text_too_long`; `quota_exceeded`, with how long the day still is.
 */
export function checkTextRoom(
  store: WriteStore,
  { account, content, limits, timeMs }: Storing,
): () => void {
  const { textBytes = Infinity } = limits ?? {};
  if (content.kind !== "sealed" && utf8Length(content.text) > textBytes) {
    throw new ChatError("text_too_long", `A message has at most ${textBytes} bytes of text here`);
  }
  const limit = limits?.dailyTextBytes;
  if (limit === undefined) return () => {};
  const day = Math.floor(timeMs / DAY_MS);
  const row = store.get("SELECT day, bytes FROM daily_texts WHERE account = ?", account);
  const before = row?.["day"] === day ? Number(row["bytes"]) : 0;
  const { sealed, text } = columnsOf(content);
  const bytes = before + utf8Length(text) + (sealed?.length ?? 0) + BESIDE_TEXT_BYTES;
  if (bytes > limit) {
    const waitMs = (day + 1) * DAY_MS - timeMs;
    throw new ChatError(
      "quota_exceeded",
      "You have written as much today as an account may here; go on tomorrow",
      { retryAfterSeconds: Math.ceil(waitMs / 1_000) },
    );
  }
  return () => {
    store.run(
      row === undefined
        ? "INSERT INTO daily_texts (day, bytes, account) VALUES (?, ?, ?)"
        : "UPDATE daily_texts SET day = ?, bytes = ? WHERE account = ?",
      day,
      bytes,
      account,
    );
  };
}

/**
 * Sees to it that there is room for the file of a message, if it carries one; `room` is where it goes,
 * if that is a room.
 *
 * @throws {ChatError} `quota_exceeded`, also when it is the server that has no more room: `storage_full`
 *   is for a full disk, on which clients try again and again.
 */
export function checkFileRoom(
  store: Store,
  { account, content, limits, room }: Omit<Storing, "timeMs"> & { room: number | undefined },
): void {
  const file = fileIn(content);
  if (file === undefined || limits === undefined) return;
  const { accountFileBytes = Infinity, roomFileBytes = Infinity, serverFileBytes = Infinity } =
    limits;
  if (usageOf(store, "account", account).bytes + file.size > accountFileBytes) {
    throw new ChatError(
      "quota_exceeded",
      "Your files would take more room than an account has here; delete some of them first",
    );
  }
  if (
    room !== undefined && usageOf(store, "conversation", room).bytes + file.size > roomFileBytes
  ) {
    throw new ChatError(
      "quota_exceeded",
      "The files in this room would take more room than it has; some of them have to go first",
    );
  }
  if (isThere(store, file.sha256)) return;
  if (usageOf(store, "server", 0).bytes + file.size > serverFileBytes) {
    throw new ChatError(
      "quota_exceeded",
      "The files on this server take all the room that they may; some of them have to go first",
    );
  }
}

/** The same bytes are stored once. */
function isThere(store: Store, sha256: string): boolean {
  return store.get("SELECT 1 FROM blobs WHERE sha256 = ?", Uint8Array.fromHex(sha256)) !==
    undefined;
}
