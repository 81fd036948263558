import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { HookHouse, send } from "../../../support/hook_house.ts";
import { httpGet } from "../../../support/http_requests.ts";
import { RawConnection } from "../../../support/raw_connection.ts";
import { ok, refused } from "../../../support/requests.ts";

const JSON_TYPE = { "Content-Type": "application/json" };

Deno.test("POST /hooks/TOKEN says what comes under the name of the hook and answers exactly ok", async () => {
  await using house = await HookHouse.open();
  const { url } = await house.hook();
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await send(url, "backup done", form);
  assert.deepEqual([answer.status, answer.text], [200, "ok"]);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/plain/);
  const { from, room, text } = await house.said();
  assert.deepEqual([from, room, text], ["*ci*", "general", "backup done"]);
  assert.equal((await send(`${url}/slack`, '{"text":"hi"}', JSON_TYPE)).text, "ok");
  assert.equal((await house.said())["text"], "hi");
  const [info] = (await ok(house.owner, "hooks", { room: "general" }))["hooks"];
  assert.equal(typeof info.used, "string");
  assert.equal(info.token, undefined);
});

Deno.test("POST /hooks/TOKEN has one message for a group of alerts, which changes until it is over", async () => {
  await using house = await HookHouse.open();
  const { url } = await house.hook();
  const folder = new URL("../../hooks/in/payloads/", import.meta.url);
  const come = async (name: string) => {
    const { body } = JSON.parse(await Deno.readTextFile(new URL(name, folder)));
    assert.equal((await send(url, JSON.stringify(body), JSON_TYPE)).text, "ok");
  };
  await come("alertmanager_firing.json");
  const firing = await house.said();
  assert.match(firing["text"], /^🔴 \*\*Firing/);
  await come("alertmanager_resolved.json");
  const resolved = await house.member.event("edited");
  assert.equal(resolved["message"], firing["id"]);
  assert.equal(resolved["by"] ?? resolved["from"], "*ci*");
  assert.match(resolved["text"], /^🟢 \*\*Resolved/);
});

Deno.test("POST /hooks/TOKEN takes only what is signed where the hook has a secret", async () => {
  await using house = await HookHouse.open();
  const { url } = await house.hook({ secret: "eight or more" });
  const body = '{"text":"signed"}';
  const signature = createHmac("sha256", "eight or more").update(body).digest("hex");
  for (const wrong of [{}, { "X-Hub-Signature-256": `sha256=${signature.replace(/^../, "zz")}` }]) {
    const answer = await send(url, body, { ...JSON_TYPE, ...wrong });
    assert.deepEqual([answer.status, answer.text], [403, "invalid_signature"]);
  }
  const right = { ...JSON_TYPE, "X-Hub-Signature-256": `sha256=${signature}` };
  assert.equal((await send(url, body, right)).text, "ok");
  assert.equal((await house.said())["text"], "signed");
});

Deno.test("POST /hooks/TOKEN says a delivery that comes again once", async () => {
  await using house = await HookHouse.open();
  const { url } = await house.hook();
  const headers = { "Idempotency-Key": "7" };
  for (let time = 0; time < 2; time++) assert.equal((await send(url, "once", headers)).text, "ok");
  await send(url, "then");
  assert.equal((await house.said())["text"], "once");
  assert.equal((await house.said())["text"], "then");
});

Deno.test("POST /hooks/TOKEN refuses in the words of Slack, and a revoked hook at once", async () => {
  await using house = await HookHouse.open();
  const { hook, url } = await house.hook();
  const answered = async (to: string, body: string, headers = {}) => {
    const { status, text } = await send(to, body, headers);
    return `${status} ${text}`;
  };
  assert.equal(await answered(url, ""), "400 no_text");
  assert.equal(await answered(url, "{}", JSON_TYPE), "400 no_text");
  assert.equal(await answered(url, "{", JSON_TYPE), "400 invalid_payload");
  assert.equal(await answered(`${house.url}/hooks/${"A".repeat(43)}`, "hi"), "404 no_service");
  assert.equal(await answered(`${house.url}/hooks/x`, "hi"), "404 no_service");
  await ok(house.owner, "filter", {
    room: "general",
    kind: "word",
    pattern: "darn",
    does: "refuse",
  });
  assert.equal(await answered(url, "darn"), "403 action_prohibited");
  const looked = await fetch(url);
  assert.deepEqual([looked.status, looked.headers.get("allow")], [405, "POST"]);
  await looked.body?.cancel();
  await ok(house.owner, "revoke_hook", { hook });
  assert.equal(await answered(url, "hi"), "404 no_service");
});

Deno.test("POST /hooks/TOKEN goes no faster than the rate of the hook, and others go on", async () => {
  const nowMs = 1_000_000;
  await using house = await HookHouse.open({ limits: true, elapsed: () => nowMs });
  const slow = await house.hook({ rate: 2 });
  const other = await house.hook({ name: "other" });
  const answers = [];
  for (let time = 0; time < 3; time++) answers.push(await send(slow.url, `${time}`));
  assert.deepEqual(answers.map(({ text }) => text), ["ok", "ok", "rate_limited"]);
  assert.equal(answers[2]?.status, 429);
  assert.equal(answers[2]?.headers.get("retry-after"), "30");
  assert.equal((await send(other.url, "hi")).text, "ok");
});

Deno.test("POST /hooks/TOKEN refuses ten megabytes before they come, and is there afterwards", async () => {
  await using house = await HookHouse.open();
  const { url } = await house.hook();
  using raw = await RawConnection.plain(house.server.running.webPort ?? 0);
  const { pathname } = new URL(url);
  const { status, text } = await raw.ask(
    httpGet(pathname, { Host: "127.0.0.1", "Content-Length": "10000000" }, "POST"),
  );
  assert.equal(status, 413);
  assert.match(text, /at most 1048576 bytes/);
  const deep = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
  assert.equal((await send(url, deep, JSON_TYPE)).text, "no_text");
  assert.equal((await send(url, "still here")).text, "ok");
  assert.equal((await house.said())["text"], "still here");
});

Deno.test("add_hook checks what it is given", async () => {
  await using house = await HookHouse.open();
  const bad = async (fields: Record<string, unknown>) =>
    await refused(house.owner, "add_hook", { room: "general", name: "ci", ...fields });
  assert.equal(await bad({ name: "two words" }), "bad_field");
  assert.equal(await bad({ name: "server" }), "bad_field");
  assert.equal(await bad({ rate: 601 }), "bad_field");
  assert.equal(await bad({ secret: "short" }), "bad_field");
  assert.equal(await bad({ words: ["a"] }), "bad_field");
  assert.equal(await bad({ url: "https://x.example", words: [""] }), "bad_field");
  for (
    const url of [
      "http://example.org/",
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://10.0.0.1/",
      "https://169.254.169.254/latest/meta-data",
      "https://[fe80::1]/",
      "https://[::ffff:10.0.0.1]/",
      "https://0x7f000001/",
      "https://example.org:22/",
      "file:///etc/passwd",
      "https://user:password@example.org/",
      "nonsense",
    ]
  ) {
    assert.equal(await bad({ url }), "bad_field", url);
  }
  const unknown = { room: "general", name: "ci" };
  assert.equal(await refused(house.member, "add_hook", unknown), "no_right");
});
