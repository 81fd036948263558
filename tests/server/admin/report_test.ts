import assert from "node:assert/strict";
import { done, facts, list, reportText } from "../../../server/admin/report.ts";

const HOSTILE = "\u001b[2J\u202egnp\u009b31m";

Deno.test("reportText() has nothing in it that a terminal acts on, for people and for programs", () => {
  const report = list([{ name: HOSTILE }], ["NAME"], ({ name }) => [name]);
  assert.equal(reportText(report, false), "NAME\n\ufffd[2J\ufffdgnp\ufffd31m\n");
  const json = reportText(report, true);
  for (const unsafe of ["\u001b", "\u202e", "\u009b"]) assert.ok(!json.includes(unsafe));
  assert.deepEqual(JSON.parse(json), { name: HOSTILE });
});

Deno.test("list() puts cells below each other, and its heading above nothing", () => {
  const rows = [{ name: "alice", state: "" }, { name: "bo", state: "banned" }];
  const report = list(rows, ["NAME", "STATE"], ({ name, state }) => [name, state]);
  assert.equal(reportText(report, false), "NAME   STATE\nalice\nbo     banned\n");
  assert.equal(
    reportText(report, true),
    `${JSON.stringify(rows[0])}\n${JSON.stringify(rows[1])}\n`,
  );
  assert.equal(reportText(list([], ["NAME"], () => []), false), "NAME\n");
});

Deno.test("facts() and done() tell one thing, as lines or as one object", () => {
  const report = facts({ name: "alice" }, [["name", "alice"], ["role", "user"]]);
  assert.equal(reportText(report, false), "name  alice\nrole  user\n");
  assert.equal(reportText(report, true), '{"name":"alice"}\n');
  const said = done("It is done.", { name: "alice" });
  assert.equal(reportText(said, false), "It is done.\n");
  assert.equal(reportText(said, true), '{"ok":true,"name":"alice"}\n');
});
