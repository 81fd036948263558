/** The ways to files: with and without TLS, behind a proxy, without the web door, from a page. */
import assert from "node:assert/strict";
import { parseNetwork } from "../../../../server/access/network.ts";
import { digestOf, FileClient, idIn, sha256Of, someBytes } from "../../../support/file_client.ts";
import { openFilesHouse } from "../../../support/files_house.ts";
import { RawConnection } from "../../../support/raw_connection.ts";
import { httpGet, httpPost } from "../../../support/http_requests.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../../support/test_server.ts";

const BYTES = someBytes(1_234_567);

/** Sends a file, says it, and fetches it, each on a connection of its own. */
async function passes(
  open: () => Promise<FileClient>,
  say: (upload: string) => Promise<Record<string, unknown>>,
): Promise<void> {
  using sending = await open();
  const half = await sending.post(BYTES.subarray(0, 500_000), {
    length: BYTES.length,
    digest: digestOf(BYTES),
  });
  assert.equal(half.status, 201, half.text);
  const path = half.fields.get("location") ?? "";
  using going = await open();
  const whole = await going.patch(path, 500_000, BYTES.subarray(500_000));
  assert.equal(whole.status, 204, whole.text);
  assert.equal(whole.fields.get("upload-complete"), "?1");
  const said = await say(idIn(path));
  assert.equal(said["ok"], true, JSON.stringify(said));
  using fetching = await open();
  const fetched = await fetching.ask("GET", `/files/${said["id"]}/x`);
  assert.equal(fetched.status, 200, fetched.text.slice(0, 300));
  assert.equal(sha256Of(fetched.body), sha256Of(BYTES));
  // The same connection goes on.
  const rest = await fetching.ask("GET", `/files/${said["id"]}/x`, {
    fields: { Range: "bytes=1234560-" },
  });
  assert.deepEqual(rest.body, BYTES.slice(1_234_560));
}

/** The same natively, with an account of a server. */
async function passesNatively(server: TestServer, tls: boolean): Promise<void> {
  const alice = await server.register("alice");
  const token = String(alice.answer["token"]);
  await passes(
    () => FileClient.open({ port: server.port, tls, token }),
    (upload) => alice.request("say", { text: "", file: { upload, name: "x" } }),
  );
}

Deno.test("files go over a native connection without TLS, with and without the web door", async () => {
  for (const isOpen of [true, false]) {
    using folder = new TemporaryFolder();
    const web = { isOpen, at: undefined, origins: [] };
    await using server = await startServer(folder, { web });
    await passesNatively(server, false);
  }
});

Deno.test("files go over a native connection with TLS", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  await passesNatively(server, true);
});

Deno.test("files go over a native connection that a proxy has made, and its client is known", async () => {
  using folder = new TemporaryFolder();
  const proxy = parseNetwork("127.0.0.1");
  assert.ok(proxy !== undefined);
  await using server = await startServer(folder, { trustedProxies: [proxy] });
  using talking = await RawConnection.plain(server.port);
  const header = "PROXY TCP4 192.0.2.7 198.51.100.1 62348 5000\r\n";
  await talking.send(
    `${header}${JSON.stringify({ action: "register", username: "alice", password: PASSWORD })}\n`,
  );
  await talking.line();
  const { token } = await talking.line();
  await passes(
    () => FileClient.open({ port: server.port, token: String(token), first: header }),
    async (upload) => {
      const file = { upload, name: "x" };
      await talking.send(`${JSON.stringify({ ref: 7, action: "say", text: "", file })}\n`);
      for (;;) {
        const line = await talking.line();
        if (line["ref"] === 7) return line;
      }
    },
  );
  using wrong = await FileClient.open({ port: server.port, token: "x".repeat(43), first: header });
  assert.equal((await wrong.ask("GET", "/files/1/x")).status, 401);
  await server.log.line(/^LOGIN_FAILED .* from 192\.0\.2\.7:62348$/);
});

Deno.test("files go through the web door for a page with its cookie, and for nobody else's page", async () => {
  using folder = new TemporaryFolder();
  const web = { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] };
  await using server = await startServer(folder, { web });
  const port = server.running.webPort ?? 0;
  using entering = await RawConnection.plain(port);
  const entered = await entering.ask(
    httpPost("/api/register", { username: "alice", password: PASSWORD }),
  );
  const [cookie = ""] = (entered.fields.get("set-cookie") ?? "").split(";");
  const client = await server.connect();
  await client.request("login", { token: cookie.split("=")[1] });
  await passes(
    () => FileClient.open({ port, web: true, cookie }),
    (upload) => client.request("say", { text: "", file: { upload, name: "x" } }),
  );
  for (const origin of ["http://elsewhere.example", undefined]) {
    using stranger = await RawConnection.plain(port);
    const fields = {
      Cookie: cookie,
      "Content-Length": "0",
      "Upload-Length": "0",
      ...(origin === undefined ? {} : { Origin: origin }),
    };
    const { status } = await stranger.ask(httpGet("/files", fields, "POST"));
    assert.equal(status, 403);
  }
  using bearer = await FileClient.open({ port, web: true, token: cookie.split("=")[1] });
  assert.equal((await bearer.post(new Uint8Array(0))).status, 201);
});

Deno.test("http is for native connections before a login, and then they are no connections of the chat", async () => {
  using folder = new TemporaryFolder();
  await using house = await openFilesHouse(folder);
  const { client } = await house.register("alice");
  assert.equal((await client.request("http"))["error"], "unknown_action");
  using folder2 = new TemporaryFolder();
  await using server = await startServer(folder2);
  const alice = await server.register("alice");
  assert.equal((await alice.request("http"))["error"], "unknown_action");
  using files = await FileClient.open({
    port: server.port,
    token: String(alice.answer["token"]),
  });
  assert.equal((await files.ask("GET", "/files/1/x")).status, 404);
  const stats = await alice.request("stats");
  assert.equal((stats["totals"] as { connections: number }).connections, 1);
});

Deno.test("what follows http at once is answered after it, and only files are there", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  using raw = await RawConnection.plain(server.port);
  await raw.send(`{"action":"http","ref":1}\n${httpGet("/")}`);
  assert.equal((await raw.line())["event"], "hello");
  assert.deepEqual(await raw.line(), { ref: 1, ok: true });
  const { status, text } = await raw.response();
  assert.equal(status, 404, text);
});
