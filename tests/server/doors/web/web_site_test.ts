/** Browsers at the door: the page, logging in, and talking over a WebSocket. */
import assert from "node:assert/strict";
import type { PageAsset } from "../../../../server/base/page_asset.ts";
import { RawConnection } from "../../../support/raw_connection.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
  type TestServerOptions,
} from "../../../support/test_server.ts";
import { httpGet as get, httpPost as post } from "../../../support/http_requests.ts";
import { clientText, upgradeHead } from "../../../support/web_socket_wire.ts";

const PLAIN = { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] };

const encoder = new TextEncoder();
const PAGE: PageAsset[] = [
  {
    path: "/",
    contentType: "text/html; charset=utf-8",
    isImmutable: false,
    etag: '"page"',
    identity: encoder.encode("<!doctype html>"),
    gzip: encoder.encode("gzipped"),
    brotli: encoder.encode("brotlied"),
  },
  {
    path: "/assets/app-1.js",
    contentType: "text/javascript; charset=utf-8",
    isImmutable: true,
    etag: '"app"',
    identity: encoder.encode("1"),
    gzip: undefined,
    brotli: undefined,
  },
];

async function startWeb(
  folder: TemporaryFolder,
  options: TestServerOptions = {},
): Promise<TestServer & { webPort: number }> {
  const server = await startServer(folder, {
    web: PLAIN,
    pageAssets: () => Promise.resolve(PAGE),
    ...options,
  });
  return Object.assign(server, { webPort: server.running.webPort ?? 0 });
}

/** The pair in a `Set-Cookie` field, as a browser sends it back. */
function pairOf(cookie: string | undefined): string {
  return cookie?.split(";")[0] ?? "";
}

Deno.test("WebSite.serve() answers with the files of the page, in the coding that is asked for", async () => {
  using folder = new TemporaryFolder();
  await using server = await startWeb(folder);
  using browser = await RawConnection.plain(server.webPort);
  const page = await browser.ask(get("/?from=share", { "Accept-Encoding": "gzip, deflate, br" }));
  assert.equal(page.status, 200);
  assert.equal(page.text, "brotlied");
  assert.equal(page.fields.get("content-encoding"), "br");
  assert.equal(page.fields.get("cache-control"), "no-cache");
  assert.equal(page.fields.get("etag"), '"page-br"');
  const policy = page.fields.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'.*trusted-types chat-worker/);
  assert.equal(page.fields.get("x-content-type-options"), "nosniff");
  assert.ok(Math.abs(Date.parse(page.fields.get("date") ?? "") - Date.now()) < 60_000);

  const again = await browser.ask(
    get("/", { "Accept-Encoding": "br", "If-None-Match": 'W/"x", "page-br"' }),
  );
  assert.equal(again.status, 304);
  assert.equal(again.fields.has("content-length"), false);
  const zipped = await browser.ask(get("/", { "Accept-Encoding": "gzip, br;q=0" }));
  assert.equal(zipped.text, "gzipped");
  assert.equal((await browser.ask(get("/"))).text, "<!doctype html>");
  const script = await browser.ask(get("/assets/app-1.js", { "Accept-Encoding": "br" }));
  assert.equal(script.fields.get("cache-control"), "public, max-age=31536000, immutable");
  assert.equal(script.fields.has("content-encoding"), false);
  assert.equal((await browser.ask(get("/nothing"))).status, 404);
  const head = await browser.ask(get("/", {}, "HEAD"), { isHead: true });
  assert.equal(head.fields.get("content-length"), "15");
  assert.equal((await browser.ask(get("/health"))).text, '{"ok":true}\n');
});

Deno.test("WebSite.serve() logs in and out without a script ever having the token", async () => {
  using folder = new TemporaryFolder();
  await using server = await startWeb(folder);
  const { webPort: port } = server;
  const origin = { Host: `127.0.0.1:${port}`, Origin: `http://127.0.0.1:${port}` };
  using browser = await RawConnection.plain(port);
  const account = { username: "alice", password: PASSWORD };
  const registered = await browser.ask(post("/api/register", account, origin));
  assert.equal(registered.status, 200);
  const answer = JSON.parse(registered.text);
  assert.deepEqual(answer, { ok: true, username: "alice", rooms: ["general"], last_id: 0 });
  const setCookie = registered.fields.get("set-cookie") ?? "";
  assert.match(
    setCookie,
    /^chat=[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict$/,
  );

  using socket = await RawConnection.plain(port);
  const upgraded = await socket.ask(upgradeHead(port, { fields: { Cookie: pairOf(setCookie) } }));
  assert.equal(upgraded.status, 101);
  assert.equal(upgraded.fields.get("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const line = async () =>
    JSON.parse(new TextDecoder().decode((await socket.frame())?.payload ?? new Uint8Array()));
  assert.equal((await line()).event, "hello");
  await socket.send(clientText('{"action":"login","ref":1,"device":"a browser"}'));
  const { starts, ...login } = await line();
  assert.deepEqual(login, { ref: 1, ok: true, username: "alice", rooms: ["general"], last_id: 0 });
  assert.ok(Array.isArray(starts));
  await socket.send(
    clientText('{"action":"say","ref":2,"text":"hi"}\n{"action":"ping","ref":3}\n'),
  );
  const lines = [await line(), await line(), await line()];
  assert.deepEqual(lines.map(({ ref, event }) => ref ?? event).sort(), [2, 3, "message"]);

  const out = await browser.ask(
    post("/api/logout", {}, { ...origin, Cookie: pairOf(setCookie) }),
  );
  assert.equal(out.text, '{"ok":true}\n');
  assert.match(out.fields.get("set-cookie") ?? "", /^__Host-chat=; .*\nchat=; .*Max-Age=0/);
  assert.equal((await line()).reason, "revoked");
  assert.equal(await socket.closeCode(), 1_008);
  using late = await RawConnection.plain(port);
  await late.ask(upgradeHead(port, { fields: { Cookie: pairOf(setCookie) } }));
  await late.frame();
  await late.send(clientText('{"action":"login"}'));
  const refused = new TextDecoder().decode((await late.frame())?.payload);
  assert.equal(JSON.parse(refused).error, "bad_credentials");
});

Deno.test("WebSite.serve() stands behind the port of the server for those who agree on it in TLS", async () => {
  using folder = new TemporaryFolder();
  await using server = await startWeb(folder, {
    tls: { kind: "own" },
    web: { ...PLAIN, at: undefined },
  });
  assert.equal(server.webPort, server.port);
  using browser = await RawConnection.tls(server.port, ["h2", "http/1.1"]);
  const fields = {
    Host: `127.0.0.1:${server.port}`,
    Origin: `https://127.0.0.1:${server.port}`,
  };
  const account = { username: "alice", password: PASSWORD };
  const registered = await browser.ask(post("/api/register", account, fields));
  assert.match(registered.fields.get("set-cookie") ?? "", /^__Host-chat=.*; Secure$/);
  // Nobody vouches for this certificate.
  assert.equal(registered.fields.has("strict-transport-security"), false);
  const native = await server.connect();
  assert.equal((await native.request("login", account))["ok"], true);
});

Deno.test("WebSite.serve() refuses by a code of the protocol, and slows down as other doors do", async () => {
  using folder = new TemporaryFolder();
  await using server = await startWeb(folder);
  using browser = await RawConnection.plain(server.webPort);
  const login = (body: object) => browser.ask(post("/api/login", body));
  const wrong = await login({ username: "alice", password: "wrong" });
  assert.equal(wrong.status, 401);
  assert.equal(JSON.parse(wrong.text).error, "bad_credentials");
  assert.equal((await login({ username: "alice" })).status, 400);
  assert.equal(JSON.parse((await login([])).text).error, "bad_json");
  assert.equal((await login({ username: 7, password: "x" })).status, 400);
});

Deno.test("WebSite.serve() makes guessing as slow as every other way in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startWeb(folder, { limits: true });
  using browser = await RawConnection.plain(server.webPort);
  const account = { username: "alice", password: PASSWORD };
  assert.equal((await browser.ask(post("/api/register", account))).status, 200);
  const started = performance.now();
  const guesses = Array.from({ length: 8 }, async (_, index) => {
    using guesser = await RawConnection.plain(server.webPort);
    const guess = { username: "alice", password: `guess ${index} 1234` };
    return (await guesser.ask(post("/api/login", guess))).status;
  });
  assert.deepEqual(new Set(await Promise.all(guesses)), new Set([401]));
  // The sixth attempt waits 250 ms, the eighth a second: a lower bound, which no load can break.
  assert.ok(performance.now() - started >= 1_000);
  assert.equal((await browser.ask(post("/api/login", account))).status, 200);
});
