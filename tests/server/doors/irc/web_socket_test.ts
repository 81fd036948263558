/** IRC over WebSocket, for clients that run in a page (IRCv3 WebSocket). */
import assert from "node:assert/strict";
import { within } from "../../../support/deadline.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { RawConnection } from "../../../support/raw_connection.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";
import {
  clientFrame,
  clientText,
  type ServerFrame,
  upgradeHead,
} from "../../../support/web_socket_wire.ts";

const WEB = { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] } as const;
const TEXT = { "Sec-WebSocket-Protocol": "chat.example, text.ircv3.net" };

/** Resolves with the first message that a test takes, as text. */
function until(socket: WebSocket, wanted: (line: string) => boolean): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  socket.addEventListener("message", ({ data }) => {
    const line = typeof data === "string" ? data : new TextDecoder().decode(data as ArrayBuffer);
    if (wanted(line)) resolve(line);
  });
  return within(promise, "a line");
}

function opened(socket: WebSocket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener("open", () => resolve());
  socket.addEventListener("error", () => reject(new Error("It was not opened")));
  return within(promise, "the opening");
}

function textOf(frame: ServerFrame | undefined): string {
  return new TextDecoder().decode(frame?.payload);
}

async function closed(socket: WebSocket): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  socket.addEventListener("close", ({ code }) => resolve(code));
  socket.close(1_000);
  return await within(promise, "the end");
}

for (const protocol of ["text.ircv3.net", "binary.ircv3.net"]) {
  Deno.test(`IRC over WebSocket has a line in each message of ${protocol}`, async () => {
    using folder = new TemporaryFolder();
    await using server = await startIrcServer(folder, { web: WEB });
    const bob = await server.register("bob");
    await server.register("alice");
    const { webPort: port } = server.running;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, ["other", protocol]);
    socket.binaryType = "arraybuffer";
    const kinds = new Set<string>();
    socket.addEventListener("message", ({ data }) => kinds.add(typeof data));
    await opened(socket);
    assert.equal(socket.protocol, protocol);
    const welcomed = until(socket, (line) => line.includes(" 001 alice "));
    const lines = [`PASS :alice:${PASSWORD}`, "NICK alice", "USER alice 0 * :Alice"];
    for (const line of lines) {
      socket.send(protocol === "text.ircv3.net" ? line : new TextEncoder().encode(line));
    }
    assert.match(await welcomed, /^:irc\.test 001 alice [^\r\n]*$/);
    const heard = until(socket, (line) => line.includes(" PRIVMSG #"));
    await bob.request("say", { text: "höre" });
    assert.equal(await heard, ":bob!bob@user.chat PRIVMSG #general höre");
    socket.send("PRIVMSG #general :and back\r\n");
    assert.equal((await bob.event("message", ({ from }) => from === "alice")).text, "and back");
    assert.deepEqual([...kinds], [protocol === "text.ircv3.net" ? "string" : "object"]);
    const left = until(socket, (line) => line.startsWith("ERROR"));
    socket.send("QUIT :so long");
    await left;
    await closed(socket);
  });
}

Deno.test("IRC over WebSocket answers pings, and sends away who breaks the protocol", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { web: WEB });
  const { webPort: port } = server.running;
  assert.ok(port !== undefined);
  const open = async () => {
    const raw = await RawConnection.plain(port);
    const { fields, status } = await raw.ask(upgradeHead(port, { path: "/irc", fields: TEXT }));
    assert.equal(status, 101);
    assert.equal(fields.get("sec-websocket-protocol"), "text.ircv3.net");
    return raw;
  };
  using asking = await open();
  await asking.send(clientFrame(0x89, new TextEncoder().encode("there?")));
  const pong = await asking.frame();
  assert.deepEqual([pong?.opcode, textOf(pong)], [0xa, "there?"]);
  // A line that comes in two frames, and one that is too long.
  await asking.send(clientFrame(0x01, new TextEncoder().encode("CAP ")));
  await asking.send(clientFrame(0x80, new TextEncoder().encode("LIST")));
  assert.match(textOf(await asking.frame()), / CAP \* LIST /);
  await asking.send(clientText("x".repeat(60_000)));
  assert.match(textOf(await asking.frame()), / 417 /);
  await asking.send(clientText(Uint8Array.of(0xff, 0xfe)));
  assert.equal(await asking.closeCode(), 1_007);
  using unmasked = await open();
  await unmasked.send(Uint8Array.of(0x81, 0x01, 0x41));
  assert.equal(await unmasked.closeCode(), 1_002);
});

Deno.test("IRC over WebSocket is for pages of this server, and for programs", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { web: WEB });
  const port = server.running.webPort ?? 0;
  using strange = await RawConnection.plain(port);
  const head = upgradeHead(port, { path: "/", origin: "https://evil.example", fields: TEXT });
  assert.equal((await strange.ask(head)).status, 403);
  // A program says no origin.
  using program = await RawConnection.plain(port);
  const plain = upgradeHead(port, { path: "/", fields: TEXT }).replace(/Origin: .*\r\n/, "");
  assert.equal((await program.ask(plain)).status, 101);
});

Deno.test("nobody speaks IRC over WebSocket where there is no door for it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { web: WEB });
  const port = server.running.webPort ?? 0;
  using client = await RawConnection.plain(port);
  const answer = await client.ask(upgradeHead(port, { fields: TEXT }));
  assert.deepEqual([answer.status, answer.fields.get("sec-websocket-protocol")], [101, undefined]);
  assert.match(textOf(await client.frame()), /^\{"event":"hello"/);
});
