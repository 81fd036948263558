import assert from "node:assert/strict";
import { join } from "node:path";
import type { LogMode } from "../../../client/config/config.ts";
import { logMode } from "../../../client/config/log_mode.ts";
import { LogFiles } from "../../../client/logs/log_files.ts";
import { logPath, RoomLogs } from "../../../client/logs/room_logs.ts";
import type { Marked } from "../../../client/wording/marked.ts";
import type { Message, Place } from "../../../protocol/records.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

const SERVER = { address: "chat.example:5000", username: "alice" };

function stage(folder: TemporaryFolder, modes: Readonly<Record<string, LogMode>>) {
  const warnings: string[] = [];
  const logs = new RoomLogs({
    folder: () => join(folder.path, "logs"),
    modeOf: (_server: unknown, { room, with: other }: Place) => modes[room ?? other ?? ""] ?? "off",
    timeMs: () => Date.UTC(2026, 10, 30, 12),
    warn: (line) => warnings.push(line),
  });
  const textOf = (name: string) =>
    Deno.readTextFile(join(folder.path, "logs", "alice@chat.example_5000", `${name}.log`));
  return { logs, warnings, textOf };
}

function message(parts: Partial<Marked>): Message {
  const time = "2026-11-30T12:00:00.000Z";
  return { id: 1, from: "bob", room: "ops", text: "hi", time, ...parts } as Message;
}

Deno.test("RoomLogs writes each place into a file of its own, and only where it is wanted", async () => {
  using folder = new TemporaryFolder();
  const { logs, textOf, warnings } = stage(folder, { ops: "on", bob: "on" });
  logs.message(message({ text: "one\ntwo" }), SERVER);
  logs.message(message({ room: "general" }), SERVER);
  const priv = { to: "alice", text: "psst" } as Partial<Message>;
  const { room: _room, ...rest } = message(priv);
  logs.message(rest as Message, SERVER);
  await logs.close();
  assert.match(
    await textOf("#ops"),
    /^2026-11-30 \d\d:00:00 bob: one\n2026-11-30 \d\d:00:00 {5}two\n$/,
  );
  assert.match(await textOf("@bob"), /bob -> you: psst\n$/);
  await assert.rejects(textOf("#general"), Deno.errors.NotFound);
  assert.deepEqual(warnings, []);
  const { mode } = await Deno.stat(
    join(folder.path, "logs", "alice@chat.example_5000", "#ops.log"),
  );
  assert.equal((mode ?? 0) & 0o777, 0o600);
});

Deno.test("RoomLogs writes nothing that a terminal acts on", async () => {
  using folder = new TemporaryFolder();
  const { logs, textOf } = stage(folder, { ops: "on" });
  logs.message(message({ text: "\x1b[31mred\x07\u202e", from: "b\x1b]0;x" }), SERVER);
  await logs.close();
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(await textOf("#ops"), /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});

Deno.test("RoomLogs writes what came encrypted only where that was said", async () => {
  using folder = new TemporaryFolder();
  const { logs, textOf } = stage(folder, { ops: "on", den: "encrypted" });
  logs.message(message({ text: "secret", encryption: "sealed" }), SERVER);
  logs.message(message({ room: "den", text: "secret", encryption: "sealed" }), SERVER);
  const edit = { event: "edited", id: 1, by: "bob", from: "bob", room: "ops", text: "secret" };
  logs.change({ ...edit, encryption: "sealed" } as never, SERVER);
  await logs.close();
  assert.match(await textOf("#ops"), /-- an encrypted message of bob\n$/);
  assert.doesNotMatch(await textOf("#ops"), /secret/);
  assert.match(await textOf("#den"), /secret/);
});

Deno.test("RoomLogs goes on at the end of what is there, and leaves a log that is another's", async () => {
  using folder = new TemporaryFolder();
  const one = stage(folder, { ops: "on" });
  const other = stage(folder, { ops: "on" });
  one.logs.message(message({ text: "first" }), SERVER);
  other.logs.message(message({ text: "first" }), SERVER);
  await other.logs.close();
  await one.logs.close();
  const next = stage(folder, { ops: "on" });
  next.logs.message(message({ text: "second" }), SERVER);
  await next.logs.close();
  assert.match(await next.textOf("#ops"), /^[^\n]*first\n[^\n]*second\n$/);
});

Deno.test("LogFiles says once that a log is full, and that it cannot be written", async () => {
  using folder = new TemporaryFolder();
  const warnings: string[] = [];
  const files = new LogFiles({ warn: (line) => warnings.push(line), maxFileBytes: 10 });
  const path = join(folder.path, "a.log");
  files.append(path, "1234\n");
  await files.close();
  files.append(path, "1234567\n");
  files.append(path, "1234567\n");
  files.append(join(path, "b.log"), "1\n");
  files.append(join(path, "b.log"), "1\n");
  await files.close();
  assert.equal(await Deno.readTextFile(path), "1234\n");
  assert.equal(warnings.length, 2, warnings.join("\n"));
  assert.match(warnings.join("\n"), /as long as a log may be/);
});

Deno.test("LogFiles says once that another client writes a log, and goes on when that has ended", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "a.log");
  const warnings: string[] = [];
  let timeMs = 0;
  const one = new LogFiles({ warn: (line) => warnings.push(line) });
  const other = new LogFiles({ warn: (line) => warnings.push(line), timeMs: () => timeMs });
  one.append(path, "one\n");
  other.append(path, "other\n");
  timeMs += 3_600_000;
  other.append(path, "other\n");
  assert.equal(warnings.length, 1);
  assert.match(warnings.join(), /another client writes/);
  await one.close();
  timeMs += 3_600_000;
  other.append(path, "then the other\n");
  await other.close();
  assert.equal(await Deno.readTextFile(path), "one\nthen the other\n");
});

Deno.test("LogFiles loses nothing where more rooms are logged than files are open", async () => {
  using folder = new TemporaryFolder();
  const warnings: string[] = [];
  const files = new LogFiles({ warn: (line) => warnings.push(line) });
  const paths = Array.from({ length: 150 }, (_each, index) => join(folder.path, `${index}.log`));
  for (const text of ["one\n", "two\n", "three\n"]) {
    for (const path of paths) files.append(path, text);
    for (const path of paths.toReversed()) files.append(path, text);
  }
  await files.close();
  for (const path of paths) {
    assert.equal(await Deno.readTextFile(path), "one\none\ntwo\ntwo\nthree\nthree\n");
  }
  assert.deepEqual(warnings, []);
});

Deno.test("logPath() leads out of the folder for no name that a server may choose", () => {
  assert.equal(
    logPath("/logs", { address: "[::1]:5000", username: "Bo_b" }, { room: "ops" }),
    join("/logs", "bo_b@___1__5000", "#ops.log"),
  );
  for (const room of ["../../x", "a/b", "", ".", "x\0y", "a b"]) {
    assert.equal(logPath("/logs", SERVER, { room }), undefined, room);
  }
});

Deno.test("logMode() writes what is encrypted for the account alone that has said so", () => {
  const bob = { with: "bob" };
  const other = { ...SERVER, username: "alice2" };
  const rooms: Record<string, LogMode> = { "alice@chat.example:5000 @bob": "encrypted" };
  assert.equal(logMode(rooms, { ...SERVER, username: "Alice" }, bob), "encrypted");
  assert.equal(logMode(rooms, other, bob), "off");
  assert.notEqual(logPath("/logs", SERVER, bob), logPath("/logs", other, bob));
  // What was written before accounts stood there.
  for (const key of ["chat.example:5000 @bob", "@bob"]) {
    assert.equal(logMode({ [key]: "encrypted" }, SERVER, bob), "on");
    assert.equal(logMode({ [key]: "on" }, SERVER, bob), "on");
    assert.equal(logMode({ [key]: "on", ...rooms }, SERVER, bob), "encrypted");
  }
});
