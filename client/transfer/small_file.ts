/** Fetches a file that is only looked at into memory, within a time. */
import type { Clock } from "../base/clock.ts";
import { ConnectionLost } from "../base/failure.ts";
import { raced } from "../base/raced.ts";
import { receive } from "./download.ts";
import type { FileDoor } from "./file_door.ts";
import type { HttpConnection } from "./http/http_connection.ts";
import type { DownloadSeal } from "./file_seal.ts";
import { OpeningReceiver } from "./opening_receiver.ts";
import { MemoryReceiver } from "./memory_receiver.ts";

/** So long it may take whatever its size, and so many bytes in a second are the least that is waited for. */
const LIMIT_MS = 30_000;
const LEAST_BYTES_PER_SECOND = 64 * 1024;

/** The file of a message as the message speaks of it. */
export interface SmallFile {
  readonly messageId: number;
  readonly bytes: number;
  readonly sha256: string;
  /** What it is opened with, where it is encrypted; the others are of the encrypted file then. */
  readonly seal?: DownloadSeal | undefined;
}

/** What fetching works with. */
export interface SmallFileTools {
  door: FileDoor;
  clock: Clock;
  token: string;
  /** Calls it off. */
  closing: AbortSignal;
}

/**
 * The bytes of a file. Rejects when they cannot be had at once, when the server takes too long for
 * them however steadily it sends, and with the reason of `closing`.
 */
export async function smallFile(
  { bytes, messageId, seal, sha256 }: SmallFile,
  { clock, closing, door, token }: SmallFileTools,
): Promise<Uint8Array> {
  const late = new AbortController();
  const limitMs = LIMIT_MS + bytes / LEAST_BYTES_PER_SECOND * 1_000;
  const cancel = clock.setTimer(
    limitMs,
    () => late.abort(new ConnectionLost("the server takes too long for it")),
  );
  const signal = AbortSignal.any([closing, late.signal]);
  try {
    const taken = door.take();
    const http = await raced(taken, signal).catch((error) => {
      taken.then((unwanted) => unwanted.close(), () => {}); // nobody waits for it any more
      throw error;
    });
    return await onConnection(http, { door, signal }, async () => {
      const memory = new MemoryReceiver(seal?.size ?? bytes);
      const opening = seal && new OpeningReceiver(memory, seal);
      await receive({ messageId, name: undefined, bytes, sha256 }, {
        connect: () => Promise.resolve(http),
        token: () => token,
        signal,
        progress: () => {},
      }, () => Promise.resolve(opening ?? memory));
      await opening?.end();
      return memory.bytes;
    });
  } catch (error) {
    // What is closed fails in ways of its own.
    signal.throwIfAborted();
    throw error;
  } finally {
    cancel();
  }
}

async function onConnection<T>(
  http: HttpConnection,
  { door, signal }: { door: FileDoor; signal: AbortSignal },
  act: () => Promise<T>,
): Promise<T> {
  const close = () => http.close();
  signal.addEventListener("abort", close);
  try {
    return await act();
  } finally {
    signal.removeEventListener("abort", close);
    door.giveBack(http);
  }
}
