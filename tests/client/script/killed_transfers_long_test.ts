/**
 * Transfers whose clients and server are killed at random points: all come to their end, all are
 * equal, none is said twice. `TRANSFERS` and `SECONDS` say how many and how long at most, `SEED`
 * repeats the points and the sizes (not what the processes make of them).
 */
import assert from "node:assert/strict";
import { transfersIn } from "../../../client/transfer/kept_transfer.ts";
import { hashOf } from "../../support/file_server.ts";
import { runChat } from "../../support/run_chat.ts";
import { chatCommand, ServerProcess } from "../../support/server_process.ts";
import { type Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";
import { randomBytes } from "../transfer/stage.ts";

const TRANSFERS = Number(Deno.env.get("TRANSFERS") ?? 100);
const SECONDS = Number(Deno.env.get("SECONDS") ?? 120);
const SEED = Number(Deno.env.get("SEED") ?? Date.now() % 2 ** 31);
/** However slow the machine is, so many are done. */
const LEAST = Math.min(TRANSFERS, 16);
const AT_ONCE = 3;
const MAX_RUNS = 30;
const MAX_BYTES = 6_000_000;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The server, which comes back on its port whenever it was killed. */
class KilledServer {
  readonly #args: readonly string[];
  #server: ServerProcess;
  #up: Promise<void> = Promise.resolve();
  kills = 0;

  private constructor(args: readonly string[], server: ServerProcess) {
    this.#args = ["--port", String(server.port), ...args];
    this.#server = server;
  }

  static async start(args: readonly string[]): Promise<KilledServer> {
    return new KilledServer(args, await ServerProcess.start({ args }));
  }

  get port(): number {
    return this.#server.port;
  }

  /** Resolves when it is there (again). */
  get up(): Promise<void> {
    return this.#up;
  }

  /** Kills it unless that was done a moment ago. */
  kill(): void {
    const before = this.#server;
    if (this.#isDown) return;
    this.#isDown = true;
    this.kills += 1;
    this.#up = (async () => {
      before.kill("SIGKILL");
      await before.ended();
      this.#server = await ServerProcess.start({ args: this.#args });
      this.#isDown = false;
    })();
  }
  #isDown = false;

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#up.catch(() => {}); // the test has failed already
    await this.#server[Symbol.asyncDispose]();
  }
}

/** Runs a client; `act` is done once, at a random point of it. Returns whether it ended well. */
async function run(
  folder: string,
  args: readonly string[],
  { act, random }: { random: () => number; act: ((child: Deno.ChildProcess) => void) | undefined },
): Promise<boolean> {
  const [command, complete] = chatCommand([...args, "--json", "--no-tls"]);
  const child = new Deno.Command(command, {
    args: complete,
    env: { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: `${folder}/config` },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let cancel: (() => void) | undefined;
  const later = (limitMs: number) => {
    if (act === undefined || cancel !== undefined) return;
    const timer = setTimeout(() => act(child), random() * limitMs);
    cancel = () => clearTimeout(timer);
  };
  // While it starts and logs in, or from the first word about the file on.
  if (random() < 0.3) later(2_000);
  for await (const _ of child.stdout) later(250);
  const { success } = await child.status;
  cancel?.();
  return success;
}

function killed(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** The messages with files in `#general`. */
async function messagesAt(port: number): Promise<Line[]> {
  const client = await TestClient.connect({ port });
  try {
    await client.request("login", { username: "alice", password: PASSWORD });
    const found: Line[] = [];
    for (let before = 0;;) {
      const fields = { room: "general", limit: 100, ...(before === 0 ? {} : { before }) };
      const { messages, more } = await client.request("files", fields);
      found.push(...messages);
      if (more !== true) return found;
      before = messages[0].id;
    }
  } finally {
    client.close();
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test(`transfers lose nothing and say nothing twice, whoever is killed (seed ${SEED})`, async () => {
  using folder = new TemporaryFolder();
  const { path } = folder;
  const args = ["--data", `${path}/data`, "--no-tls", "--limits", "off"];
  const endMs = Date.now() + SECONDS * 1_000;
  const hashes = new Map<string, string>();
  const waiting: string[] = [];
  let begun = 0;
  let done = 0;
  let clientKills = 0;
  {
    await using server = await KilledServer.start(args);
    const at = `alice@127.0.0.1:${server.port}`;
    const registered = await runChat(["connect", "--register", at, "--no-tls"], {
      CHAT_PASSWORD: PASSWORD,
      CHAT_CONFIG_DIR: `${path}/config`,
    });
    assert.equal(registered.code, 0, registered.stderr);

    /** The messages with files, as the server has them; asked again when it is killed meanwhile. */
    const messages = async (): Promise<Line[]> => {
      for (let runs = 0;; runs++) {
        await server.up;
        try {
          return await messagesAt(server.port);
        } catch (error) {
          if (runs >= MAX_RUNS) throw error;
        }
      }
    };

    /** One transfer to its end; `isDone` looks whether it came to it when its client did not say so. */
    const transfer = async (
      command: readonly string[],
      random: () => number,
      isDone: () => Promise<boolean>,
    ): Promise<void> => {
      for (let runs = 0; runs < MAX_RUNS; runs++) {
        await server.up;
        const chance = random();
        const isClients = chance < (runs === 0 ? 0.5 : runs === 1 ? 0.3 : 0);
        const isServers = !isClients && runs === 0 && chance < 0.65;
        const act = isClients ? killed : isServers ? () => server.kill() : undefined;
        if (isClients) clientKills += 1;
        if (await run(path, command, { act, random }) || await isDone()) return;
      }
      assert.fail(`${command.join(" ")} never came to its end`);
    };

    const upload = async (number: number): Promise<void> => {
      const random = numbers(SEED + number);
      const name = `file ${number}.bin`;
      const bytes = randomBytes(Math.floor(random() ** 2 * MAX_BYTES));
      await Deno.writeFile(`${path}/${name}`, bytes);
      hashes.set(name, hashOf(bytes));
      await transfer(["send", `${path}/${name}`, at, "--room", "general"], random, async () => {
        // What is kept has to be gone on with; what is not was said, or was never begun.
        const kept = await Deno.readTextFile(`${path}/config/transfers`).catch(() => "");
        if (kept.includes(`/${name}"`)) return false;
        return (await messages()).some(({ file }) => file.name === name);
      });
      waiting.push(name);
    };

    const download = async (number: number, name: string): Promise<void> => {
      const random = numbers(SEED + number);
      const id = (await messages()).find(({ file }) => file.name === name)?.["id"];
      const target = `${path}/got ${name}`;
      await transfer(
        ["get", at, String(id), "--output", target],
        random,
        () => isThere(target),
      );
      assert.equal(hashOf(await Deno.readFile(target)), hashes.get(name), name);
    };

    const worker = async (): Promise<void> => {
      while (begun < TRANSFERS && (begun < LEAST || Date.now() < endMs)) {
        const number = begun++;
        const name = number % 2 === 1 ? waiting.shift() : undefined;
        await (name === undefined ? upload(number) : download(number, name));
        done += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    console.log(
      `${done} transfers, ${clientKills} clients and ${server.kills} servers killed, seed ${SEED}`,
    );

    const said = (await messages()).map(({ file }) => [file.name, file.sha256]);
    assert.deepEqual(said.sort(), [...hashes].sort());
    // A file that is there, and whose client was killed before it noted that, is found next time.
    const kept = transfersIn(await Deno.readTextFile(`${path}/config/transfers`));
    for (const { kind, name } of kept) {
      assert.ok(kind === "download" && await isThere(`${path}/${name}`), `${kind} ${name}`);
    }
    const names = [...Deno.readDirSync(path)].map(({ name }) => name);
    // For a moment it has both of its names.
    const unfinished = new Set(kept.map(({ name }) => `${name}.part`));
    const parts = names.filter((name) => name.endsWith(".part"));
    assert.deepEqual(parts.filter((name) => !unfinished.has(name)), []);
  }
  const verified = await runChat(["admin", "files", "verify", "--data", `${path}/data`]);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
});
