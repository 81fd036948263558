/**
 * Moves files to and from a server, over many connections at once, until it is killed: half of them
 * send, the others fetch. It is a process of its own that steps back for everything else.
 *
 * Usage: transfer_load.ts PORT COUNT MEBIBYTES PATH TOKEN…
 */
import { FileConnection } from "./file_transfers.ts";
import { pause } from "./pause.ts";

const [port = "0", count = "0", mebibytes = "1", path = "", ...tokens] = Deno.args;

/** What somebody who was killed has sent already is still being written: its places are taken. */
const PAUSE_MS = 500;

async function transfer(index: number): Promise<void> {
  for (;;) {
    try {
      await moveOn(index);
    } catch (error) {
      if (!(error instanceof Error && error.message.includes("429 Too Many"))) throw error;
      await pause(PAUSE_MS);
    }
  }
}

async function moveOn(index: number): Promise<never> {
  const token = tokens[index % tokens.length];
  using connection = await FileConnection.open({ port: Number(port), token });
  for (;;) {
    if (index % 2 === 0) {
      await connection.fetch(path);
      continue;
    }
    const answer = await connection.send(Number(mebibytes) * 1_024 * 1_024);
    // What was sent is taken away again, so that no disk and no quota is filled.
    await connection.plain("DELETE", /location: (\S+)/i.exec(answer)?.[1] ?? "");
  }
}

const all = Array.from({ length: Number(count) }, (_, index) => transfer(index));
console.log("begun");
await Promise.all(all);
