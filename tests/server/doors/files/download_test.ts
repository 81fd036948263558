import assert from "node:assert/strict";
import { digestOf, FileClient, sha256Of, someBytes } from "../../../support/file_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("a file that is said can be fetched by those who may read its message, whole and in parts", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { port } = server;
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const bytes = someBytes(600_000);
  using sending = await FileClient.open({ port, token: String(alice.answer["token"]) });
  const upload = await sending.upload(bytes);
  const said = await alice.request("say", {
    text: "look",
    file: { upload, name: "a b.png", type: "image/png" },
  });
  assert.equal(said["ok"], true, JSON.stringify(said));
  const event = await bob.event("message");
  assert.deepEqual(event["file"], {
    name: "a b.png",
    size: 600_000,
    type: "image/png",
    sha256: sha256Of(bytes),
  });
  using fetching = await FileClient.open({ port, token: String(bob.answer["token"]) });
  const path = `/files/${said["id"]}/a%20b.png`;
  const whole = await fetching.ask("GET", path);
  assert.equal(whole.status, 200, whole.text.slice(0, 200));
  assert.equal(sha256Of(whole.body), sha256Of(bytes));
  assert.equal(whole.fields.get("content-type"), "image/png");
  assert.equal(whole.fields.get("repr-digest"), digestOf(bytes));
  assert.equal(whole.fields.get("etag"), `"${sha256Of(bytes)}"`);
  assert.match(
    whole.fields.get("content-disposition") ?? "",
    /^inline; filename\*=UTF-8''a%20b.png$/,
  );
  assert.match(whole.fields.get("content-security-policy") ?? "", /^sandbox/);
  const part = await fetching.ask("GET", path, { fields: { Range: "bytes=599990-" } });
  assert.equal(part.status, 206);
  assert.deepEqual(part.body, bytes.slice(599_990));
  assert.equal(part.fields.get("content-range"), "bytes 599990-599999/600000");
  // The upload is done with.
  const again = await sending.ask("HEAD", `/files/uploads/${upload}`);
  assert.equal(again.status, 404);
});

Deno.test("who may not read a message gets the same answer for its file as for none", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { port } = server;
  const alice = await server.register("alice");
  const bob = await server.register("bobby");
  const carol = await server.register("carol");
  const tokens = [alice, bob, carol].map(({ answer }) => String(answer["token"]));
  await alice.request("create", { room: "cellar", visibility: "private" });
  using sending = await FileClient.open({ port, token: tokens[0] });
  const bytes = someBytes(1_000);
  const say = async (where: Record<string, string>) => {
    const upload = await sending.upload(bytes);
    const said = await alice.request("say", {
      text: "",
      file: { upload, name: "x.txt" },
      ...where,
    });
    assert.equal(said["ok"], true, JSON.stringify(said));
    return Number(said["id"]);
  };
  const inRoom = await say({ room: "cellar" });
  const direct = await say({ to: "bobby" });
  const open = await say({});
  const statuses = async (id: number, fields: Record<string, string> = {}) => {
    const found: number[] = [];
    for (const token of tokens) {
      using client = await FileClient.open({ port, token });
      const { status, text } = await client.ask("GET", `/files/${id}/x.txt`, { fields });
      if (status === 404) {
        const none = await client.ask("GET", "/files/123456/x.txt");
        assert.deepEqual([none.status, none.text], [status, text]);
      }
      found.push(status);
    }
    return found;
  };
  assert.deepEqual(await statuses(inRoom), [200, 404, 404]);
  assert.deepEqual(await statuses(direct), [200, 200, 404]);
  assert.deepEqual(await statuses(open), [200, 200, 200]);
  // Whoever has the hash has no more right than whoever has not.
  const known = { "If-None-Match": `"${sha256Of(bytes)}"` };
  assert.deepEqual(await statuses(inRoom, known), [304, 404, 404]);
  await alice.request("invite", { room: "cellar", username: "bobby" });
  await bob.request("join", { room: "cellar" });
  assert.deepEqual(await statuses(inRoom), [200, 200, 404]);
  await alice.request("role", { room: "cellar", username: "bobby", role: "banned" });
  assert.deepEqual(await statuses(inRoom), [200, 404, 404]);
  await alice.request("delete", { id: open });
  assert.deepEqual(await statuses(open), [404, 404, 404]);
  await alice.request("delete_room", { room: "cellar" });
  assert.deepEqual((await statuses(inRoom)).slice(1), [404, 404]);
});

Deno.test("a session that was revoked fetches nothing any more, on a connection that is open as well", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { port } = server;
  const alice = await server.register("alice");
  const other = await server.login("alice");
  using client = await FileClient.open({ port, token: String(other.answer["token"]) });
  const upload = await client.upload(someBytes(10));
  const said = await alice.request("say", { text: "", file: { upload, name: "x" } });
  assert.equal((await client.ask("GET", `/files/${said["id"]}/x`)).status, 200);
  await alice.request("revoke", { others: true });
  const refused = await client.ask("GET", `/files/${said["id"]}/x`);
  assert.equal(refused.status, 401);
});

Deno.test("conditions and ranges that cannot be are answered as RFC 9110 says", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  using client = await FileClient.open({
    port: server.port,
    token: String(alice.answer["token"]),
  });
  const bytes = someBytes(100);
  const upload = await client.upload(bytes);
  const { id } = await alice.request("say", {
    text: "",
    file: { upload, name: "x.html", type: "text/html" },
  });
  const path = `/files/${id}/x.html`;
  const ask = (fields: Record<string, string>, method = "GET") =>
    client.ask(method, path, { fields });
  const outside = await ask({ Range: "bytes=100-" });
  assert.equal(outside.status, 416);
  assert.equal(outside.fields.get("content-range"), "bytes */100");
  assert.equal((await ask({ Range: "bytes=0-1,5-6" })).body.length, 100);
  assert.equal((await ask({ Range: "bytes=0-1", "If-Range": '"other"' })).status, 200);
  assert.equal((await ask({ Range: "bytes=0-1", "If-Range": `"${sha256Of(bytes)}"` })).status, 206);
  assert.equal((await ask({ "If-None-Match": `W/"${sha256Of(bytes)}"` })).status, 304);
  const head = await ask({ Range: "bytes=0-1" }, "HEAD");
  assert.equal(head.status, 200);
  assert.equal(head.fields.get("content-length"), "100");
  assert.equal(head.fields.get("content-type"), "application/octet-stream");
  assert.match(head.fields.get("content-disposition") ?? "", /^attachment; /);
  assert.equal(head.fields.get("x-content-type-options"), "nosniff");
  assert.equal(head.fields.get("cross-origin-resource-policy"), "same-origin");
  assert.equal(head.fields.get("cache-control"), "private, no-cache");
  assert.equal((await ask({}, "POST").catch(() => undefined))?.status ?? 411, 411);
});
