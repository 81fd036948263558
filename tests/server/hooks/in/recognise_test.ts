/** Payloads as their senders document them, each with what a person then sees. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_TEXT_BYTES } from "../../../../protocol/limits.ts";
import { mentionsIn } from "../../../../protocol/text/mentions.ts";
import { HookRefusal } from "../../../../server/hooks/in/delivery.ts";
import { deliveryName, recognise } from "../../../../server/hooks/in/recognise.ts";

const PAYLOADS = new URL("payloads/", import.meta.url);

/** One file: what comes, and what is seen of it; nothing for an event that is not worth a line. */
interface Example {
  headers: Record<string, string>;
  body: unknown;
  said: string[];
  group?: { name: string; isOver: boolean };
}

function examples(): [string, Example][] {
  return [...Deno.readDirSync(PAYLOADS)].map(({ name }) => [
    name,
    JSON.parse(Deno.readTextFileSync(new URL(name, PAYLOADS))),
  ]);
}

function come(body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    headers: new Map(Object.entries(headers)),
    body: body instanceof Uint8Array ? body : new TextEncoder().encode(text),
  };
}

function refusal(body: unknown, headers?: Record<string, string>): string {
  try {
    return `said ${recognise(come(body, headers)).text}`;
  } catch (error) {
    if (error instanceof HookRefusal) return error.word;
    throw error;
  }
}

Deno.test("recognise() knows no word for what a stranger calls `constructor` or `__proto__`", () => {
  for (const action of ["constructor", "__proto__", "toString"]) {
    const body = { action, issue: { number: 1, title: "x" }, sender: { login: "mallory" } };
    const found = recognise(come(body, { "x-github-event": "issues" }));
    assert.equal(found.text, "");
  }
});

Deno.test("recognise() tells groups of alerts apart whose long names begin alike", () => {
  const nameOf = (groupKey: string) => {
    const alerts = [{ status: "firing", labels: { alertname: "Full" } }];
    return recognise(come({ version: "4", status: "firing", groupKey, alerts })).group?.name;
  };
  assert.notEqual(nameOf(`${"g".repeat(600)}1`), nameOf(`${"g".repeat(600)}2`));
});

for (const [name, { body, group, headers, said }] of examples()) {
  Deno.test(`recognise() knows what is in ${name}`, () => {
    const found = recognise(come(body, headers));
    assert.deepEqual(found.text === "" ? [] : found.text.split("\n"), said);
    assert.deepEqual(found.group, group);
    assert.equal(found.isQuiet ?? false, said.length === 0);
  });
}

Deno.test("recognise() says so when nothing is said, or nothing can be read", () => {
  const json = { "content-type": "application/json" };
  assert.equal(refusal("", {}), "no_text");
  assert.equal(refusal(" \n", {}), "no_text");
  assert.equal(refusal({}, json), "no_text");
  assert.equal(refusal({ who: "knows" }, json), "no_text");
  assert.equal(refusal({ text: "" }, json), "no_text");
  assert.equal(refusal({ blocks: [{ type: "divider" }] }, json), "no_text");
  assert.equal(refusal("{", json), "invalid_payload");
  assert.equal(refusal("[1]", json), "invalid_payload");
  assert.equal(
    refusal("payload={", { "content-type": "application/x-www-form-urlencoded" }),
    "invalid_payload",
  );
  assert.equal(refusal(new Uint8Array([0xff, 0xfe])), "invalid_payload");
  assert.equal(
    refusal("--x", { "content-type": "multipart/form-data; boundary=x" }),
    "invalid_payload",
  );
});

Deno.test("recognise() takes what looks like JSON and is none for a text", () => {
  assert.equal(recognise(come("{not json}")).text, "{not json}");
});

Deno.test("recognise() cuts off what is too long, and keeps what can be stored", () => {
  const { text } = recognise(come("ä".repeat(10_000)));
  assert.ok(text.endsWith("ä …"));
  assert.ok(new TextEncoder().encode(text).length <= MAX_TEXT_BYTES);
  const json = { "content-type": "application/json" };
  const odd = recognise(come('{"text":"a\\u0000b\\ud800c"}', json));
  assert.equal(odd.text, "a\ufffdb\ufffdc");
});

Deno.test("recognise() survives depth and width", () => {
  const json = { "content-type": "application/json" };
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  assert.equal(refusal(deep(10_000), json), "no_text");
  assert.equal(refusal(`{"blocks":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, json), "no_text");
  const wide = { attachments: Array.from({ length: 9_000 }, () => ({ text: "a" })) };
  assert.equal(recognise(come(wide, json)).text.split("\n").length, 20);
});

Deno.test("what strangers write in titles and comments calls nobody", () => {
  for (const event of ["issues", "issue_comment", "pull_request", "push", "release"]) {
    const evil = "@room @alice [x](http://evil.example) `a";
    const thing = {
      number: 1,
      title: evil,
      html_url: "https://x.example/1",
      body: evil,
      name: evil,
    };
    const payload = {
      action: event === "issue_comment" ? "created" : event === "release" ? "published" : "opened",
      issue: thing,
      comment: thing,
      pull_request: thing,
      release: thing,
      ref: `refs/heads/${evil}`,
      commits: [{ message: evil }],
      repository: { full_name: evil },
      sender: { login: evil },
    };
    const { text } = recognise(come(payload, { "x-github-event": event }));
    assert.notEqual(text, "");
    assert.deepEqual(mentionsIn(text), [], text);
    assert.ok(!text.includes("](http://evil.example)"), text);
  }
});

Deno.test("recognise() refuses or understands any JSON, and throws nothing else", () => {
  const headers = fc.constantFrom<Record<string, string>>(
    {},
    { "x-github-event": "push" },
    { "x-github-event": "toString" },
    { "x-gitlab-event": "x" },
  );
  const names = fc.constantFrom(
    ...["text", "blocks", "attachments", "embeds", "alerts", "status", "labels", "commits", "ref"],
    ...["type", "elements", "fields", "title", "object_kind", "object_attributes", "constructor"],
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom("text", "section", "firing", "", null, 1, true),
      fc.string(),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(names, tie("tree"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(fc.property(fc.dictionary(names, tree), headers, (payload, fields) => {
    const found = refusal(payload, { "content-type": "application/json", ...fields });
    assert.ok(found.startsWith("said ") || found === "no_text", found);
  }));
});

Deno.test("deliveryName() is what the sender calls it", () => {
  assert.equal(deliveryName(new Map([["x-github-delivery", "a"]])), "a");
  const named = (name: string) => deliveryName(new Map([["idempotency-key", name]]));
  assert.equal(named("b".repeat(128)), "b".repeat(128));
  // What is longer is another one than all that begin as it does.
  assert.notEqual(named(`${"b".repeat(500)}1`), named(`${"b".repeat(500)}2`));
  assert.ok((named("b".repeat(500))?.length ?? 0) <= 128);
  assert.equal(deliveryName(new Map()), undefined);
});
