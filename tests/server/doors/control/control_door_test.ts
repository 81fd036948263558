/** The control door of a running server, over real sockets. */
import assert from "node:assert/strict";
import { readControlFile } from "../../../../server/doors/control/control_file.ts";
import { ControlClient } from "../../../../server/doors/control/control_client.ts";
import { within } from "../../../support/deadline.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** A connection to the door that knows nothing of it. */
class Knocker implements Disposable {
  readonly #connection: Deno.TcpConn;
  #text = "";

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async at(port: number): Promise<Knocker> {
    return new Knocker(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  async send(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await this.#connection.write(rest));
    }
  }

  /** The next line as an object; undefined when the door is shut without one. */
  async line(): Promise<Record<string, unknown> | undefined> {
    const buffer = new Uint8Array(4_096);
    while (!this.#text.includes("\n")) {
      const count = await within(
        this.#connection.read(buffer).catch(() => null),
        "the control door",
      );
      if (count === null) return undefined;
      this.#text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    const [line = "", ...rest] = this.#text.split("\n");
    this.#text = rest.join("\n");
    return JSON.parse(line);
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }
}

function controlOf(folder: TemporaryFolder) {
  const control = readControlFile(folder.path);
  assert.ok(control !== undefined);
  return control;
}

Deno.test("ControlDoor answers whoever has the token, one request after the other", async () => {
  using folder = new TemporaryFolder();
  await using _server = await startServer(folder);
  const { port, token } = controlOf(folder);
  using knocker = await Knocker.at(port);
  await knocker.send(`${token}\n{"action":"room_list"}\n{"action":"registration"}\n`);
  assert.deepEqual(await knocker.line(), { ok: true });
  const rooms = await knocker.line();
  assert.equal(rooms?.["ok"], true);
  assert.equal((rooms?.["rooms"] as { room: string }[])[0]?.room, "general");
  assert.deepEqual(await knocker.line(), { ok: true, mode: "open" });
});

Deno.test("ControlDoor shuts without a word before whoever does not have the token", async () => {
  using folder = new TemporaryFolder();
  await using _server = await startServer(folder);
  const { port, token } = controlOf(folder);
  const wrong = [
    `${token.slice(0, -1)}\n`,
    `${token}x\n`,
    `\n`,
    `{"action":"user_list"}\n`,
    `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
    `${"x".repeat(100_000)}\n`,
  ];
  for (const text of wrong) {
    using knocker = await Knocker.at(port);
    await knocker.send(`${text}{"action":"user_list"}\n`).catch(() => {}); // it may be shut already
    assert.equal(await knocker.line(), undefined, text.slice(0, 60));
  }
});

Deno.test("ControlDoor refuses what it cannot understand with a code and goes on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { port, token } = controlOf(folder);
  using knocker = await Knocker.at(port);
  await knocker.send(`${token}\n`);
  await knocker.line();
  const cases: [string, string][] = [
    ["{", "bad_json"],
    ["[]", "unknown_action"],
    ["null", "bad_json"],
    [`{"action":"say","text":"hi"}`, "unknown_action"],
    [`{"action":"toString"}`, "unknown_action"],
    [`{"action":"user_show"}`, "bad_field"],
    [`{"action":"user_show","username":7}`, "bad_field"],
    [`{"action":"user_show","username":"nobody"}`, "no_such_user"],
    [`{"action":"${"x".repeat(1_100_000)}"}`, "line_too_long"],
  ];
  for (const [line, code] of cases) {
    await knocker.send(`${line}\n`);
    assert.equal((await knocker.line())?.["error"], code, line.slice(0, 60));
  }
  await knocker.send(`{"action":"user_list"}\n`);
  assert.equal((await knocker.line())?.["ok"], true);
  assert.deepEqual(server.log.lines.filter((line) => line.startsWith("ERROR")), []);
});

Deno.test("ControlDoor waits three seconds for a token, however it trickles in", async () => {
  using folder = new TemporaryFolder();
  await using _server = await startServer(folder);
  const { port } = controlOf(folder);
  using knocker = await Knocker.at(port);
  const startedMs = performance.now();
  const dripping = setInterval(() => knocker.send("x").catch(() => {}), 200);
  assert.equal(await knocker.line(), undefined);
  clearInterval(dripping);
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs >= 2_900 && tookMs < 10_000, `${tookMs} ms`);
});

Deno.test("ControlDoor takes no more than 16 connections at once", async () => {
  using folder = new TemporaryFolder();
  await using _server = await startServer(folder);
  const { port, token } = controlOf(folder);
  const taken: Knocker[] = [];
  try {
    for (let count = 0; count < 16; count++) {
      const knocker = await Knocker.at(port);
      taken.push(knocker);
      await knocker.send(`${token}\n`);
      assert.deepEqual(await knocker.line(), { ok: true });
    }
    using late = await Knocker.at(port);
    await late.send(`${token}\n`).catch(() => {}); // it may be shut already
    assert.equal(await late.line(), undefined);
  } finally {
    for (const knocker of taken) knocker[Symbol.dispose]();
  }
});

Deno.test("ControlDoor is shut and its file is gone when the server has stopped", async () => {
  using folder = new TemporaryFolder();
  const server = await startServer(folder);
  const control = controlOf(folder);
  const client = await ControlClient.open(control);
  assert.ok(client !== undefined);
  await server.stop();
  assert.equal(readControlFile(folder.path), undefined);
  await assert.rejects(client.call({ action: "user_list" }), /has not answered/);
  assert.equal(await ControlClient.open(control), undefined);
  client.close();
});

Deno.test("ControlDoor has another token with every start, and a file left behind is removed", async () => {
  using folder = new TemporaryFolder();
  const first = await startServer(folder);
  const before = controlOf(folder);
  await first.stop();
  Deno.writeTextFileSync(`${folder.path}/control.json`, JSON.stringify(before));
  await using _second = await startServer(folder);
  assert.notEqual(controlOf(folder).token, before.token);
});
