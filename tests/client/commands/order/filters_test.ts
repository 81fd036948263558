/** The commands about what may be said, typed into the line client. */
import assert from "node:assert/strict";
import { FakeServer } from "../../../support/fake_server.ts";
import { answering, asked, play } from "../../../support/play.ts";

const TIME = "2026-11-20T17:04:00.000Z";

Deno.test("/filter takes words and /patterns/, here and with -s everywhere; /unfilter ends one", async () => {
  await using server = await FakeServer.start();
  answering(server, { filter: { filter: 3 }, unfilter: {} });
  const { code, stderr, stdout } = await play(server, [
    "/filter refuse darn",
    "/filter -s mask buy now",
    String.raw`/filter flag /bu+y \w+ now/`,
    "/unfilter 3",
  ]);
  assert.equal(stderr, "");
  assert.deepEqual(asked(server, "filter"), [
    { kind: "word", pattern: "darn", does: "refuse", room: "general" },
    { kind: "word", pattern: "buy now", does: "mask" },
    { kind: "pattern", pattern: String.raw`bu+y \w+ now`, does: "flag", room: "general" },
  ]);
  assert.deepEqual(asked(server, "unfilter"), [{ filter: 3 }]);
  assert.ok(stdout.includes("* filter 3 is set; /unfilter 3 ends it\n"));
  assert.equal(code, 0);
});

Deno.test("/filter and /unfilter say what is missing", async () => {
  await using server = await FakeServer.start();
  const { code, stderr } = await play(server, ["/filter darn", "/filter mask", "/unfilter darn"]);
  assert.match(stderr, /Line 1 .*Say what to do and with which word/);
  assert.match(stderr, /Line 2 .*Say what to do and with which word/);
  assert.match(stderr, /Line 3 .*Say which, by the number that \/filters shows/);
  assert.deepEqual(server.requestsFor("filter"), []);
  assert.equal(code, 1);
});

Deno.test("/filters shows hostile patterns harmless, page after page", async () => {
  await using server = await FakeServer.start();
  const word = { filter: 1, kind: "word", pattern: "darn\u001b[2J", does: "mask", by: "adam" };
  const pattern = { filter: 2, kind: "pattern", pattern: "da+rn", does: "flag", by: "console" };
  server.intercept = ({ action, after }) => {
    if (action !== "filters") return undefined;
    return after === undefined
      ? { ok: true, filters: [{ ...word, time: TIME }], more: true }
      : { ok: true, filters: [{ ...pattern, time: TIME }], more: false };
  };
  const { stdout } = await play(server, ["/filters -s", "/more"]);
  assert.deepEqual(asked(server, "filters"), [{}, { after: 1 }]);
  assert.equal(
    stdout,
    "* 1: mask darn\ufffd[2J (by adam, 2026-11-20 17:04)\n* /more goes on\n" +
      "* 2: flag /da+rn/ (by console, 2026-11-20 17:04)\n",
  );
});

Deno.test("/report speaks of messages by how far back they are", async () => {
  await using server = await FakeServer.start();
  const bob = server.publish("bob", "rubbish\nand more", { room: "general" });
  answering(server, { report: { report: 7 } });
  const { stdout } = await play(server, ["/report 1 rude", "/report 1"], "--history", "1");
  assert.deepEqual(asked(server, "report"), [{ id: bob.id, reason: "rude" }, { id: bob.id }]);
  assert.ok(stdout.includes("* reported to the moderators: bob: rubbish…\n"));
});

Deno.test("/reports and /resolve work through what was reported", async () => {
  await using server = await FakeServer.start();
  const open = {
    report: 7,
    message: 42,
    room: "ops",
    from: "eve",
    text: "rub\u202ebish",
    by: "bob",
    reason: "rude",
    time: TIME,
  };
  const done = {
    ...open,
    report: 6,
    room: undefined,
    to: "bob",
    reason: undefined,
    resolved: TIME,
    resolved_by: "mona",
    note: "talked to her",
  };
  server.intercept = ({ action, resolved }) => {
    if (action === "resolve_report") return { ok: true };
    if (action !== "reports") return undefined;
    return { ok: true, reports: [resolved === true ? done : open], more: false };
  };
  const { code, stdout } = await play(server, [
    "/reports",
    "/reports resolved",
    "/resolve 7 warned her",
  ]);
  assert.deepEqual(asked(server, "resolve_report"), [{ report: 7, note: "warned her" }]);
  assert.equal(
    stdout,
    "* 7: eve in #ops (reported by bob, 2026-11-20 17:04: rude)\n*    rub\ufffdbish\n" +
      "* 6: eve privately to bob (reported by bob, 2026-11-20 17:04) — " +
      "resolved by mona: talked to her\n*    rub\ufffdbish\n" +
      "* report 7 is resolved\n",
  );
  assert.equal(code, 0);
});
