/** Transfers between a server of its own and a folder, for tests. */
import { systemClock } from "../../../client/base/clock.ts";
import { Transfers, type TransfersOptions } from "../../../client/transfer/transfers.ts";
import type { Transfer } from "../../../client/transfer/transfer.ts";
import type { Outgoing, Stored } from "../../../client/link/unacknowledged.ts";
import { FileServer } from "../../support/file_server.ts";

/** What a test has. */
export interface Stage extends AsyncDisposable {
  server: FileServer;
  folder: string;
  /** Messages as the server has them. */
  said: Outgoing[];
  /** Messages with files as `files` answers them, oldest first. */
  listed: Record<string, unknown>[];
  /** The time of day as clients see it. */
  time: { ms: number };
  /** Starts transfers; several at once are several clients. */
  client(options?: Partial<TransfersOptions>): Transfers;
  /** Writes a file of random bytes; returns its path. */
  file(name: string, bytes: number): Promise<string>;
}

/** What is a limit and no pause. */
const LIMITS: readonly number[] = [3_000, 5_000, 10_000, 30_000, 180_000];

/** Time that jumps over pauses between attempts. */
export const quickClock = {
  nowMs: () => performance.now(),
  setTimer: (delayMs: number, callback: () => void) =>
    systemClock.setTimer(LIMITS.includes(delayMs) ? delayMs : delayMs / 50, callback),
};

/** Opens a stage. */
export async function openStage(): Promise<Stage> {
  const server = await FileServer.start();
  const folder = await Deno.makeTempDir({ prefix: "chat-transfer-" });
  const said: Outgoing[] = [];
  const listed: Record<string, unknown>[] = [];
  const time = { ms: Date.parse("2026-01-01T00:00:00Z") };
  const open: Transfers[] = [];
  return {
    server,
    folder,
    said,
    listed,
    time,
    client(options = {}) {
      const transfers = new Transfers({
        target: {
          place: { host: "127.0.0.1", port: server.port, username: undefined },
          judge: undefined,
        },
        link: {
          token: "a-token",
          hello: { files: { max_size: 1_000_000_000 } },
          say: (message): Promise<Stored> => {
            said.push(message);
            return Promise.resolve({ id: said.length, time: "" });
          },
          request: () => Promise.resolve({ messages: listed as never[], more: false }),
        },
        home: { place: `127.0.0.1:${server.port}`, isEncrypted: false, username: "alice" },
        folder: `${folder}/config`,
        clock: quickClock,
        timeMs: () => time.ms,
        random: () => 0.5,
        changed: () => {},
        ended: () => {},
        warn: (text) => {
          throw new Error(text);
        },
        ...options,
      });
      open.push(transfers);
      return transfers;
    },
    async file(name, bytes) {
      const path = `${folder}/${name}`;
      await Deno.writeFile(path, randomBytes(bytes));
      return path;
    },
    async [Symbol.asyncDispose]() {
      for (const transfers of open) await transfers.close();
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Random bytes, as many as one wants. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  return bytes;
}

/** Waits for a state of a transfer. */
export async function untilState(
  transfers: Transfers,
  number: number,
  state: Transfer["state"],
): Promise<Transfer> {
  for (;;) {
    const found = transfers.numbered(number);
    if (found?.state === state) return found;
    await transfers.nextChange();
  }
}
