/** What a server does each hour, by its own timer. */
import assert from "node:assert/strict";
import { TIDY_INTERVAL_MS } from "../../../server/start/serve.ts";
import { FileClient, sha256Of, someBytes } from "../../support/file_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** Clocks that go by the hour, and what is done each hour. */
class Hours {
  nowMs = Date.UTC(2026, 10, 28, 12);
  elapsedMs = 0;
  #hourly: (() => void) | undefined;

  get context() {
    return {
      now: () => this.nowMs,
      elapsed: () => this.elapsedMs,
      every: (work: () => void, milliseconds: number) => {
        if (milliseconds === TIDY_INTERVAL_MS) this.#hourly = work;
        return () => void (this.#hourly = undefined);
      },
    };
  }

  pass(count: number, { isSeen = true } = {}): void {
    for (let hour = 0; hour < count; hour++) {
      this.nowMs += TIDY_INTERVAL_MS;
      this.elapsedMs += TIDY_INTERVAL_MS;
      if (isSeen) this.tick();
    }
  }

  tick(): void {
    assert.ok(this.#hourly !== undefined);
    this.#hourly();
  }
}

Deno.test("a server takes away what is older than it is kept, with its files, each hour by itself", async () => {
  using folder = new TemporaryFolder();
  const hours = new Hours();
  await using server = await startServer(folder, {
    ...hours.context,
    retentionSeconds: 2 * DAY_SECONDS,
  });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const bytes = someBytes(5_000);
  {
    const token = String(alice.answer["token"]);
    using client = await FileClient.open({ port: server.port, token });
    const upload = await client.upload(bytes);
    await alice.request("say", { text: "old", file: { upload, name: "a.bin" } });
  }
  const hash = sha256Of(bytes);
  const blob = `${folder.path}/files/blobs/${hash.slice(0, 2)}/${hash}`;
  const textsOf = async () => {
    const { messages } = await bob.request("history", { room: "general", limit: 100 });
    return (messages as { text: string }[]).map(({ text }) => text);
  };
  assert.deepEqual(await textsOf(), ["old"]);
  // One after the other, as hours come: each is committed before the next.
  for (let hour = 0; hour < 47; hour++) {
    hours.pass(1);
    await bob.request("ping", {});
  }
  await alice.request("say", { text: "new" });
  assert.deepEqual(await textsOf(), ["old", "new"]);
  assert.ok(Deno.statSync(blob).isFile);
  let left = await textsOf();
  for (let hour = 0; hour < 40 && left.length > 1; hour++) {
    hours.pass(1);
    left = await untilShorter(textsOf);
  }
  assert.deepEqual(left, ["new"]);
  while (isThere(blob)) await bob.request("ping", {});
});

/** The texts once there are fewer, or after some requests all the same. */
async function untilShorter(textsOf: () => Promise<string[]>): Promise<string[]> {
  let texts = await textsOf();
  for (let tries = 0; tries < 50 && texts.length > 1; tries++) texts = await textsOf();
  return texts;
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
