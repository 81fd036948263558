/** Files and a server that is killed: whatever was acknowledged is there, and everything arrives. */
import assert from "node:assert/strict";
import { digestOf, FileClient, idIn, sha256Of, someBytes } from "../../support/file_client.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

/** How many files there are, and of how many bytes each. */
const FILES = 100;
const FILE_BYTES = 150_000;

/** How often the server is killed while they come, and while they are fetched. */
const KILLS = 4;

/** How many transfers go on at once. */
const AT_ONCE = 10;

const SEED = Number(Deno.env.get("SEED") ?? 7);

/** A server that is killed and started again now and then. */
class MortalServer implements AsyncDisposable {
  readonly #folder: string;
  #running!: Promise<ServerProcess>;
  #steps = 0;
  #killAt = 0;
  kills = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  start(): Promise<ServerProcess> {
    this.#running = ServerProcess.start({
      args: ["--host", "127.0.0.1", "--data", this.#folder, "--bcrypt-cost", "4", "--no-tls"]
        .concat(["--limits", "off"]),
    });
    return this.#running;
  }

  async port(): Promise<number> {
    return (await this.#running).port;
  }

  /** Something has happened; after a number of such things by chance the server is killed. */
  step(random: () => number, kills: number): void {
    this.#steps += 1;
    if (this.kills >= kills || this.#steps < this.#killAt) return;
    if (this.#killAt === 0) {
      this.#killAt = this.#steps + 1 + Math.floor(random() * 2 * FILES / kills);
      return;
    }
    this.#killAt = 0;
    this.kills += 1;
    const dying = this.#running;
    this.#running = dying.then(async (server) => {
      server.kill("SIGKILL");
      await server.ended();
      return await this.start();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#running)[Symbol.asyncDispose]();
  }
}

/** Does it until it succeeds; what fails because the server is gone is done again. */
async function insistently<T>(
  server: MortalServer,
  work: (port: number) => Promise<T>,
): Promise<T> {
  for (let tries = 0;; tries++) {
    const port = await server.port();
    try {
      return await work(port);
    } catch (error) {
      if (error instanceof assert.AssertionError || tries > 50) throw error;
    }
  }
}

/** The same sequence for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ state >>> 15, state | 1) + 0x6d2b79f5 | 0;
    return ((state ^ state >>> 14) >>> 0) / 2 ** 32;
  };
}

/** Works on all numbers below `count`, some at once. */
async function each(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < count) await work(next++);
  }));
}

/** Sends one file in pieces, going on wherever the server says that it stopped. */
async function send(
  server: MortalServer,
  { bytes, token, step }: { bytes: Uint8Array; token: string; step(): void },
): Promise<string> {
  let path = "";
  return await insistently(server, async (port) => {
    using client = await FileClient.open({ port, token });
    let offset = 0;
    if (path !== "") {
      const head = await client.ask("HEAD", path);
      assert.equal(head.status, 204, "an upload that was begun is gone");
      offset = Number(head.fields.get("upload-offset"));
      if (head.fields.get("upload-complete") === "?1") return idIn(path);
    } else {
      const begun = await client.post(new Uint8Array(0), {
        length: bytes.length,
        digest: digestOf(bytes),
      });
      assert.equal(begun.status, 201, begun.text);
      path = begun.fields.get("location") ?? "";
    }
    for (;;) {
      step();
      const piece = bytes.subarray(offset, offset + 40_000);
      const { status, fields, text } = await client.patch(path, offset, piece);
      assert.equal(status, 204, text);
      offset = Number(fields.get("upload-offset"));
      if (fields.get("upload-complete") === "?1") return idIn(path);
    }
  });
}

Deno.test(`a hundred files arrive whole although the server is killed (seed ${SEED})`, async () => {
  using folder = new TemporaryFolder();
  await using server = new MortalServer(folder.path);
  const { port } = await server.start();
  const registering = await TestClient.connect({ port });
  const { token } = await registering.request("register", {
    username: "alice",
    password: PASSWORD,
  });
  registering.close();
  await registering.ended;
  const random = randomOf(SEED);
  const files = Array.from(
    { length: FILES },
    (_, index) => someBytes(FILE_BYTES + index, index + 1),
  );

  const said = new Map<number, number>();
  await each(FILES, async (index) => {
    const bytes = files[index] ?? new Uint8Array(0);
    const step = () => server.step(random, KILLS);
    const upload = await send(server, { bytes, token: String(token), step });
    const id = await insistently(server, async (port) => {
      const client = await TestClient.connect({ port });
      try {
        await client.request("login", { token });
        const file = { upload, name: `${index}.bin` };
        const answer = await client.request("say", { text: "", file, nonce: `file ${index}` });
        assert.equal(answer["ok"], true, JSON.stringify(answer));
        return Number(answer["id"]);
      } finally {
        client.close();
        await client.ended;
      }
    });
    said.set(index, id);
  });
  assert.equal(new Set(said.values()).size, FILES);
  assert.ok(server.kills > 0);

  await each(FILES, async (index) => {
    const bytes = files[index] ?? new Uint8Array(0);
    const path = `/files/${said.get(index)}/${index}.bin`;
    let fetched = new Uint8Array(0);
    await insistently(server, async (port) => {
      using client = await FileClient.open({ port, token: String(token) });
      while (fetched.length < bytes.length) {
        server.step(random, 2 * KILLS);
        const fields = {
          Range: `bytes=${fetched.length}-${fetched.length + 59_999}`,
          "If-Range": `"${sha256Of(bytes)}"`,
        };
        const { status, body, text } = await client.ask("GET", path, { fields });
        assert.equal(status, 206, status === 206 ? "" : text);
        fetched = Uint8Array.from([...fetched, ...body]);
      }
    });
    assert.equal(sha256Of(fetched), sha256Of(bytes), `file ${index}`);
  });
  assert.equal(server.kills, 2 * KILLS);

  // What is left was begun in requests whose answers got lost, or was said in such ones.
  const left = [...Deno.readDirSync(`${folder.path}/files/uploads`)].length;
  assert.ok(left <= 2 * KILLS * AT_ONCE, `${left}`);
});
