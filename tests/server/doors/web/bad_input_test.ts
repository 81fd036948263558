/** What browsers never send, and others do: a clear answer to each, and the server goes on. */
import assert from "node:assert/strict";
import { parseNetwork } from "../../../../server/access/network.ts";
import type { WebSiteOptions } from "../../../../server/doors/web/web_site.ts";
import { AddressLimit } from "../../../../server/limits/address_limit.ts";
import { TokenBucket } from "../../../../server/base/token_bucket.ts";
import { RawConnection } from "../../../support/raw_connection.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";
import { httpGet, httpPost } from "../../../support/http_requests.ts";
import { openWebHouse } from "../../../support/web_house.ts";
import { clientFrame, clientText, upgradeHead } from "../../../support/web_socket_wire.ts";

const SLOW = { headMs: 60_000, bodyMs: 60_000, idleMs: 60_000, silenceMs: 60_000 };
const ALICE = { username: "alice", password: PASSWORD };

/** What is answered to each of these, on a connection of its own that the server then ends. */
async function answersTo(port: number, requests: readonly (readonly [number, string])[]) {
  for (const [status, request] of requests) {
    using client = await RawConnection.plain(port);
    const answer = await client.ask(request);
    assert.equal(answer.status, status, request.slice(0, 200));
    assert.equal(answer.fields.get("connection"), "close", request.slice(0, 200));
    assert.match(answer.text, /^\S.*\n$/);
    assert.equal(await client.rest(), "");
  }
  using client = await RawConnection.plain(port);
  assert.equal((await client.ask(httpGet("/health"))).status, 200);
}

Deno.test("WebSite.serve() refuses what is no request, or too large, and ends the connection", async () => {
  using folder = new TemporaryFolder();
  await using web = await openWebHouse(folder, { times: SLOW });
  const long = "a".repeat(20_000);
  await answersTo(web.port, [
    [400, "hello\r\n\r\n"],
    [400, '{"action":"login","username":"alice"}\n'],
    [400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"],
    [400, "GET / HTTP/1.1\nHost: chat.example\n\n"],
    [400, "GET / HTTP/1.1\r\n\r\n"],
    [400, httpGet("/", { "Content-Length": "3" }) + "abc"],
    [405, httpGet("/", {}, "PUT")],
    [411, httpGet("/api/login", {}, "POST")],
    [413, httpGet("/api/login", { "Content-Length": "1048577" }, "POST") + long],
    [
      413,
      httpGet(
        "/api/login",
        { "Content-Type": "application/json", "Content-Length": "65537" },
        "POST",
      ) + long,
    ],
    [414, `GET /${long}`],
    [414, httpGet(`/${"a".repeat(8_001)}`)],
    [415, httpGet("/api/login", { "Content-Length": "2" }, "POST") + "{}"],
    [417, httpPost("/api/login", ALICE, { Expect: "the unexpected" })],
    [431, httpGet("/", { Cookie: long })],
    [501, httpGet("/", {}, "BREW")],
    [
      501,
      httpGet("/api/login", { "Transfer-Encoding": "chunked" }, "POST") + "2\r\n{}\r\n0\r\n\r\n",
    ],
    [505, "GET / HTTP/1.0\r\n\r\n"],
    [505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ]);
});

Deno.test("WebSite.serve() goes on after what it only cannot find", async () => {
  using folder = new TemporaryFolder();
  await using web = await openWebHouse(folder, { times: SLOW });
  using client = await RawConnection.plain(web.port);
  // Several at once are answered in their order, and an empty line before one is nobody's mistake.
  await client.send(httpGet("/a") + httpPost("/api/login", []) + "\r\n" + httpGet("/health"));
  assert.equal((await client.response()).status, 404);
  assert.equal((await client.response()).status, 400);
  assert.equal((await client.response()).status, 200);
  await client.send(
    httpGet("/api/login", {
      "Content-Type": "application/json",
      "Content-Length": "2",
      Expect: "100-continue",
    }, "POST"),
  );
  assert.equal((await client.response()).status, 100);
  await client.send("{}");
  assert.equal((await client.response()).status, 400);
});

Deno.test("WebSite.serve() waits for no head and no body for ever", async () => {
  using folder = new TemporaryFolder();
  await using web = await openWebHouse(folder, {
    times: { headMs: 200, bodyMs: 200, idleMs: 200, silenceMs: 200 },
  });
  using half = await RawConnection.plain(web.port);
  assert.equal((await half.ask("GET / HTTP/1.1\r\nHost:")).status, 408);
  assert.equal(await half.rest(), "");
  using body = await RawConnection.plain(web.port);
  const request = httpPost("/api/login", ALICE);
  assert.equal((await body.ask(request.slice(0, -5))).status, 408);
  // Whoever asks for nothing needs no answer.
  using silent = await RawConnection.plain(web.port);
  assert.equal(await silent.rest(), "");
  using idle = await RawConnection.plain(web.port);
  assert.equal((await idle.ask(httpGet("/health"))).status, 200);
  assert.equal(await idle.rest(), "");
});

Deno.test("WebSite.serve() opens no WebSocket for pages of others, nor for what is none", async () => {
  using folder = new TemporaryFolder();
  await using web = await openWebHouse(folder, { times: SLOW });
  const { port } = web;
  const with_ = (fields: Record<string, string>) => upgradeHead(port, { fields });
  await answersTo(port, [
    [403, upgradeHead(port, { origin: "https://evil.example" })],
    [403, upgradeHead(port, { origin: "null" })],
    [403, with_({ Host: "other.example" })],
    [403, upgradeHead(port).replace(/Origin: .*\r\n/, "")],
    [400, with_({ "Sec-WebSocket-Key": "c2hvcnQ=" })],
    [426, with_({ "Sec-WebSocket-Version": "8" })],
    [426, with_({ Upgrade: "h2c" })],
    [426, with_({ Connection: "keep-alive" })],
    [426, httpGet("/ws")],
    [403, httpPost("/api/login", ALICE, { Origin: "https://evil.example" })],
    [403, httpPost("/api/logout", {}, { Cookie: `chat=${"a".repeat(43)}` })],
    [405, httpGet("/api/login")],
    [405, httpGet("/health", { "Content-Length": "0" }, "POST")],
  ]);
  assert.match(web.house.log.lines.join("\n"), /REFUSED 127\.0\.0\.1:\d+ .*This is no page/);
});

Deno.test("WebSite.serve() answers as the host that it was told, and as no other", async () => {
  using folder = new TemporaryFolder();
  await using web = await openWebHouse(folder, { times: SLOW, origins: ["https://chat.example"] });
  await answersTo(web.port, [
    [421, httpGet("/", { Host: "evil.example" })],
    [421, upgradeHead(web.port)],
    [403, httpPost("/api/login", ALICE, { Origin: "http://chat.example" })],
  ]);
  using client = await RawConnection.plain(web.port);
  // Whoever watches asks by an address.
  assert.equal((await client.ask(httpGet("/health", { Host: "10.0.0.7:80" }))).status, 200);
  const known = httpPost("/api/login", ALICE, { Origin: "https://chat.example" });
  assert.equal((await client.ask(known)).status, 401);
});

Deno.test("WebSite.serve() closes a WebSocket with the code that says what was wrong", async () => {
  using folder = new TemporaryFolder();
  await using web = await openWebHouse(folder, { times: SLOW });
  const cases: [number, Uint8Array][] = [
    [1_000, clientFrame(0x88, new Uint8Array(0))],
    [3_999, clientFrame(0x88, Uint8Array.of(0x0f, 0x9f))],
    [1_000, clientText('{"action":"exit"}')],
    [1_002, Uint8Array.of(0x81, 0x01, 0x61)],
    [1_002, clientFrame(0xc1, Uint8Array.of(97))],
    [1_003, clientFrame(0x82, Uint8Array.of(97))],
    [1_007, clientText(Uint8Array.of(0xc3, 0x28))],
    [1_009, clientText("a".repeat(70_000))],
  ];
  for (const [code, bytes] of cases) {
    using client = await RawConnection.plain(web.port);
    assert.equal((await client.ask(upgradeHead(web.port))).status, 101);
    await client.send(bytes);
    assert.equal(await client.closeCode(), code);
    assert.equal(await client.frame(), undefined);
  }
  using client = await RawConnection.plain(web.port);
  await client.ask(upgradeHead(web.port));
  await client.frame();
  await client.send(clientFrame(0x89, new TextEncoder().encode("there?")));
  const pong = await client.frame();
  assert.deepEqual([pong?.opcode, new TextDecoder().decode(pong?.payload)], [10, "there?"]);
});

Deno.test("WebSite.serve() bounds the connections of an address, and what it asks", async () => {
  using folder = new TemporaryFolder();
  const sockets = new AddressLimit({ connectionsPerAddress: 1, limitLoopback: true });
  await using web = await openWebHouse(folder, { times: SLOW, sockets });
  {
    using first = await RawConnection.plain(web.port);
    assert.equal((await first.ask(httpGet("/health"))).status, 200);
    using second = await RawConnection.plain(web.port);
    assert.equal((await second.response()).status, 503);
    // A WebSocket is one of the chat's connections, and not one of these any more.
    await first.ask(upgradeHead(web.port));
    using third = await RawConnection.plain(web.port);
    assert.equal((await third.ask(httpGet("/health"))).status, 200);
  }
});

Deno.test("WebSite.serve() refuses an address that asks for too much too fast", async () => {
  using folder = new TemporaryFolder();
  using other = new TemporaryFolder();
  await using house = await openWebHouse(other);
  const { reception } = house.house;
  const bucket = new TokenBucket({ burst: 2, perSecond: 0.01 }, Date.now());
  await using web = await openWebHouse(folder, {
    times: SLOW,
    reception: {
      receive: reception.receive.bind(reception),
      bucketOf: () => bucket,
      ratesOf: () => undefined,
    },
  });
  using client = await RawConnection.plain(web.port);
  assert.equal((await client.ask(httpGet("/health"))).status, 200);
  assert.equal((await client.ask(httpGet("/health"))).status, 200);
  const { status, fields } = await client.ask(httpGet("/health"));
  assert.equal(status, 429);
  assert.ok(Number(fields.get("retry-after")) > 30);
});

Deno.test("WebSite.serve() refuses no faster where a token would be looked at, whatever is wrong before that", async () => {
  const evil = { Host: "evil.example" };
  const page = { Origin: "https://evil.example" };
  for (
    const [status, request, options] of [
      [421, httpGet("/api/v1/events", evil), { origins: ["https://chat.example"] }],
      [421, httpGet("/files/1/x", evil), { origins: ["https://chat.example"] }],
      [403, httpPost("/api/v1/ping", {}, page), {}],
      [403, httpPost("/files", {}, page), {}],
      [404, httpGet("/api/v1/openapi.json"), { isForFilesAlone: true }],
    ] as const
  ) {
    using folder = new TemporaryFolder();
    using other = new TemporaryFolder();
    await using house = await openWebHouse(other);
    const { reception } = house.house;
    const bucket = new TokenBucket({ burst: 1, perSecond: 0.01 }, Date.now());
    await using web = await openWebHouse(folder, {
      times: SLOW,
      ...options,
      reception: {
        receive: reception.receive.bind(reception),
        bucketOf: () => bucket,
        ratesOf: () => undefined,
      },
    });
    const statuses: number[] = [];
    for (let times = 0; times < 2; times++) {
      using client = await RawConnection.plain(web.port);
      statuses.push((await client.ask(request)).status);
    }
    assert.deepEqual(statuses, [status, 429], request.split("\r", 1)[0]);
  }
});

Deno.test("WebSite.serve() believes trusted proxies where a request comes from, and how", async () => {
  using folder = new TemporaryFolder();
  const loopback = parseNetwork("127.0.0.1");
  assert.ok(loopback);
  await using web = await openWebHouse(folder, { times: SLOW, trustedProxies: [loopback] });
  using client = await RawConnection.plain(web.port);
  const proxied = { "X-Forwarded-For": "6.6.6.6, 192.0.2.7", "X-Forwarded-Proto": "https" };
  const registered = await client.ask(
    httpPost("/api/register", ALICE, { ...proxied, Origin: "https://chat.example" }),
  );
  assert.match(registered.fields.get("set-cookie") ?? "", /^__Host-chat=.*; Secure$/);
  await web.house.log.line(/^REGISTERED alice from 192\.0\.2\.7:\d+/);
  // Over the same connection of the proxy comes somebody who is banned.
  const ban = { network: "198.51.100.0/24", untilMs: undefined, reason: "" };
  web.house.services.networkBans.add(ban);
  const banned = await client.ask(httpGet("/", { "X-Forwarded-For": "198.51.100.9" }));
  assert.equal(banned.status, 403);
  assert.match(banned.text, /banned/);
});

Deno.test("WebSite.serve() says at /health when nothing can be stored", async () => {
  using folder = new TemporaryFolder();
  const storage: { failure: ReturnType<WebSiteOptions["notReady"]> } = { failure: undefined };
  const notReady = () => storage.failure;
  await using web = await openWebHouse(folder, { times: SLOW, notReady });
  using client = await RawConnection.plain(web.port);
  assert.equal((await client.ask(httpGet("/health"))).status, 200);
  storage.failure = "storage_full";
  const answer = await client.ask(httpGet("/health"));
  assert.deepEqual([answer.status, answer.text], [503, '{"ok":false,"error":"storage_full"}\n']);
  assert.equal((await client.ask(httpGet("/health/ready"))).status, 503);
  // What restarts a server that does not answer leaves this one alone.
  assert.equal((await client.ask(httpGet("/health/live"))).status, 200);
});

Deno.test("WebSite.serve() says that the page could not be loaded, and goes on", async () => {
  using folder = new TemporaryFolder();
  let loads = 0;
  const pageAssets = () => {
    loads += 1;
    return Promise.reject(new Error("the bundler is not there"));
  };
  await using web = await openWebHouse(folder, { times: SLOW, pageAssets });
  await answersTo(web.port, [[503, httpGet("/")], [503, httpGet("/")]]);
  assert.equal(loads, 1);
  await web.house.log.line(/The page cannot be loaded: the bundler is not there/);
});
