import assert from "node:assert/strict";
import { systemClock } from "../../../../client/base/clock.ts";
import { openStream } from "../../../../client/net/open_stream.ts";
import { dialProxy } from "../../../../client/net/proxy/dial_proxy.ts";
import { parseProxy } from "../../../../client/net/proxy/proxy.ts";
import { within } from "../../../support/deadline.ts";
import { type ProxyOptions, TestProxy } from "../../../support/proxies.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

const LOGIN = "me:p@ss: word";

/** The first line that a server says, through a proxy, at a name that only the proxy knows. */
async function helloThrough(
  written: string,
  { port, tls }: { port: number; tls: boolean },
): Promise<string> {
  const proxy = parseProxy(written);
  const judge = tls ? () => Promise.resolve() : undefined;
  const place = { username: undefined, host: "chat.invalid", port };
  const stream = await openStream({ place, judge, proxy: () => proxy }, systemClock);
  try {
    for await (const chunk of stream.chunks) {
      stream.send('{"action":"ping","ref":1}\n');
      await stream.flushed();
      return new TextDecoder().decode(chunk);
    }
    return "";
  } finally {
    stream.close();
  }
}

for (const kind of ["socks5", "http"] as const) {
  for (const tls of [false, true]) {
    for (const login of [undefined, LOGIN]) {
      const how = `${kind}${tls ? " with TLS inside" : ""}${
        login === undefined ? "" : " and a login"
      }`;
      Deno.test(`openStream() goes through ${how}, and the proxy looks up the name`, async () => {
        using folder = new TemporaryFolder();
        await using server = await startServer(folder, { tls: { kind: tls ? "own" : "off" } });
        const options: ProxyOptions = { kind, knows: "chat.invalid" };
        await using proxy = new TestProxy(login === undefined ? options : { ...options, login });
        const user = login === undefined ? "" : "me:p%40ss%3A%20word@";
        const written = `${kind}://${user}127.0.0.1:${proxy.port}`;
        const hello = await within(helloThrough(written, { port: server.port, tls }), "hello");
        assert.match(hello, /"event":"hello"/);
        assert.deepEqual(proxy.asked, [`chat.invalid:${server.port}`]);
      });
    }
  }

  Deno.test(`openStream() says that ${kind} wants a login, and that it is wrong`, async () => {
    await using proxy = new TestProxy({ kind, login: LOGIN });
    const at = `127.0.0.1:${proxy.port}`;
    const target = { port: 5, tls: false };
    await assert.rejects(helloThrough(`${kind}://${at}`, target), /wants a name and a password$/);
    await assert.rejects(
      helloThrough(`${kind}://me:no@${at}`, target),
      /The proxy \w+:\/\/127\.0\.0\.1:\d+ does not lead to chat\.invalid:5: it does not take this/,
    );
  });
}

Deno.test("openStream() says what a proxy answers that is none, or leads nowhere", async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  for (
    const [kind, answers, words] of [
      ["socks5", encode("HTTP/1.1 400 x\r\n"), /it is no SOCKS5 proxy$/],
      ["socks5", new Uint8Array([5, 0, 5, 4, 0, 1]), /there is no way to the host$/],
      ["socks5", new Uint8Array([5, 0, 5, 99, 0, 1]), /it says 99$/],
      ["socks5", new Uint8Array([5]), /it has closed the connection$/],
      ["http", encode("SSH-2.0-x\r\n\r\n"), /it is no HTTP proxy$/],
      ["http", encode("HTTP/1.1 403 No \x1b[31m\r\n\r\n"), /: 403 No .\[31m$/],
      ["http", encode(`HTTP/1.1 200 ${"x".repeat(20_000)}`), /its answer has no end$/],
    ] as const
  ) {
    await using proxy = new TestProxy({ kind, answers });
    const written = `${kind}://127.0.0.1:${proxy.port}`;
    await assert.rejects(helloThrough(written, { port: 5, tls: false }), words);
  }
});

Deno.test("openStream() says that nobody answers at the proxy", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await assert.rejects(
    helloThrough(`socks5://127.0.0.1:${port}`, { port: 5, tls: false }),
    /Nobody answers at the proxy 127\.0\.0\.1:\d+; check the address, or use --proxy none/,
  );
});

Deno.test("dialProxy() gives up when it is told to, and leaves no socket behind", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const proxy = parseProxy(`socks5://127.0.0.1:${listener.addr.port}`);
  if (proxy === undefined) throw new TypeError("this is a proxy");
  const place = { host: "chat.invalid", port: 5 };
  // It connects, and then nothing is answered: the other side sees the end.
  const silent = new AbortController();
  const dialled = dialProxy({ proxy, ip: "127.0.0.1", place, signal: silent.signal });
  using accepted = await listener.accept();
  await accepted.read(new Uint8Array(10));
  silent.abort(new Error("enough"));
  await assert.rejects(within(dialled, "the end"), /enough/);
  assert.equal(await within(ended(accepted), "no socket"), true);
  // It does not even connect: nobody waits for that, and a socket that comes late is closed.
  const late = Promise.withResolvers<Deno.TcpConn>();
  const dead = new AbortController();
  const connect = () => late.promise;
  const hanging = dialProxy({ proxy, ip: "127.0.0.1", place, signal: dead.signal, connect });
  dead.abort(new Error("too long"));
  await assert.rejects(within(hanging, "the end"), /too long/);
  late.resolve(await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }));
  using other = await listener.accept();
  assert.equal(await within(ended(other), "no late socket"), true);
});

/** Whether the other side has gone, by the end or by a reset. */
async function ended(connection: Deno.Conn): Promise<boolean> {
  try {
    return await connection.read(new Uint8Array(10)) === null;
  } catch {
    return true;
  }
}
