import assert from "node:assert/strict";
import { systemClock } from "../../../../client/base/clock.ts";
import { openStream } from "../../../../client/net/open_stream.ts";
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
      ["http", encode(`HTTP/1.1 200 ${"x".repeat(20_000)}`), /./],
    ] as const
  ) {
    await using proxy = new TestProxy({ kind, answers });
    const written = `${kind}://127.0.0.1:${proxy.port}`;
    const failed = helloThrough(written, { port: 5, tls: false });
    if (answers.length > 1_000) await failed.catch(() => {});
    else await assert.rejects(failed, words);
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
