/** What becomes of the keys of devices when their logins end: revoked, left, or another password. */
import assert from "node:assert/strict";
import { ACCOUNT_COMMANDS } from "../../../client/commands/account.ts";
import { DEVICE_COMMANDS } from "../../../client/commands/keys.ts";
import { commandCalled } from "../../../client/commands/parts/command.ts";
import type { CommandContext } from "../../../client/commands/parts/context.ts";
import { deviceLines } from "../../../client/wording/device_use.ts";
import type { SessionInfo } from "../../../protocol/records.ts";
import { SealedUser } from "../../support/sealed_user.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

/** Types commands for somebody; answers questions with `answers`, where there are any to ask. */
class Typist {
  readonly said: string[] = [];
  readonly asked: string[] = [];
  left: string | undefined;
  readonly #user: SealedUser;

  constructor(user: SealedUser) {
    this.#user = user;
  }

  async types(line: string, answers?: string[]): Promise<string> {
    const [, name = "", args = ""] = /^\/(\S+) ?(.*)$/.exec(line) ?? [];
    const command = commandCalled([...ACCOUNT_COMMANDS, ...DEVICE_COMMANDS], name);
    assert.ok(command !== undefined && "code" in command);
    this.said.length = 0;
    const say = (lines: readonly string[]) => void this.said.push(...lines);
    const { link } = this.#user;
    const ask = (question: string) => {
      this.asked.push(question);
      return Promise.resolve(answers?.shift());
    };
    const context = {
      conversation: {},
      view: { answer: say, local: say },
      memory: { more: undefined, sessions: [] },
      terminal: answers === undefined ? undefined : { ask },
      request: link.request.bind(link),
      keys: () => link.keyPowers(),
      leave: (goodbye: string) => this.left = goodbye,
      passwordChanged: () => {},
    } as unknown as CommandContext;
    await command.code(args)(context);
    return this.said.join("\n");
  }
}

/** Alice with a second device, whose session has a number among those that `/sessions` lists. */
async function withTwo(server: { port: number }) {
  const alice = await SealedUser.enters(server, "alice");
  const second = await SealedUser.enters(server, "alice", { isKnown: true });
  await second.hears("not_linked");
  await (await second.link.keyPowers())?.recover(alice.codes[0] ?? "");
  await second.hears("linked");
  while (!(await devicesOf(alice)).includes("terminal 2")) await alice.link.request("ping", {});
  const { sessions } = await alice.link.request("sessions", {});
  return { alice, second, number: 1 + sessions.findIndex(({ current }) => !current) };
}

async function devicesOf(user: SealedUser): Promise<string> {
  return (await (await user.link.keyPowers())?.deviceLines())?.join("\n") ?? "";
}

Deno.test("/revoke removes the device whose last login it ends, and says that it did", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using bob = await SealedUser.enters(server, "bob");
  const { alice, number, second } = await withTwo(server);
  await using _alice = alice;
  await using _second = second;
  assert.match(
    await devicesOf(alice),
    /^1 {2}terminal 1, since [\d-]+ \(this one\)\n2 {2}.*logged in$/m,
  );
  const said = await new Typist(alice).types(`/revoke ${number}`);
  assert.match(
    said,
    /^logged out: .*\nterminal 2 is removed: it reads nothing that comes from now on$/,
  );
  await second.link.ended;
  assert.doesNotMatch(await devicesOf(alice), /terminal 2/);
  await bob.link.say({ to: "alice", text: "only for the first one" });
  await alice.reads("only for the first one");
  await using again = await SealedUser.enters(server, "alice", {
    folder: second.folder,
    isKnown: true,
  });
  assert.match((await again.hears("not_linked")).lines[0] ?? "", /was removed .* by terminal 1/);
});

Deno.test("/revoke N keep, and a device that is logged in elsewhere as well, lose no keys", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, number, second } = await withTwo(server);
  await using _alice = alice;
  await using _second = second;
  const typist = new Typist(alice);
  {
    await using twice = await SealedUser.enters(server, "alice", {
      folder: second.folder,
      isKnown: true,
    });
    let sessions: SessionInfo[] = [];
    while (sessions.filter(({ key_device: id }) => id !== undefined).length < 3) {
      ({ sessions } = await twice.link.request("sessions", {}));
    }
    const last = 1 + sessions.findIndex(({ current }) => current);
    assert.doesNotMatch(await typist.types(`/revoke ${last}`), /removed/);
    await twice.link.ended;
  }
  assert.match(await devicesOf(alice), /terminal 2, since [\d-]+, logged in/);
  const said = await typist.types(`/revoke ${number} keep`);
  assert.match(said, /logged out: .*\nterminal 2 keeps your keys; \/devices remove/);
  await second.link.ended;
  assert.match(await devicesOf(alice), /terminal 2, since [\d-]+, not logged in, used \d{4}-/);
});

Deno.test("/revoke others and /password ask whether the keys are to go as well; scripts are told how", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, second } = await withTwo(server);
  await using _alice = alice;
  await using _second = second;
  const typist = new Typist(alice);
  assert.match(
    await typist.types("/revoke others"),
    /^1 other device is logged out\nterminal 2 keeps your keys; .*\/devices remove others/,
  );
  const [old, next] = ["correct horse 7", "another horse 8"];
  assert.match(
    await typist.types("/password", [old, next, next, "no"]),
    /password is changed.*\nterminal 2 can still read.*\nterminal 2 keeps/,
  );
  assert.equal(typist.asked.at(-1), "Remove them as well? [yes/no] ");
  assert.match(await typist.types("/password", [next, old, old, "yes"]), /terminal 2 is removed/);
  assert.doesNotMatch(await devicesOf(alice), /terminal 2/);
  assert.equal(await typist.types("/revoke others"), "0 other devices are logged out");
  await assert.rejects(typist.types("/devices remove others"), /No other device reads/);
});

Deno.test("/logout forget signs the device out; the other one renews, and nobody is held up", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using bob = await SealedUser.enters(server, "bob");
  const { alice, second } = await withTwo(server);
  await using _alice = alice;
  await using _second = second;
  await bob.link.say({ to: "alice", text: "for both" });
  await second.reads("for both");
  const typist = new Typist(second);
  assert.match(
    await typist.types("/logout", [""]),
    /read with terminal 1 and your recovery code then.*\nyou are still logged in$/s,
  );
  assert.equal(typist.left, undefined);
  await typist.types("/logout", ["keep"]);
  assert.equal(typist.left, "logout");
  assert.match(await devicesOf(alice), /terminal 2/);
  await typist.types("/logout forget");
  assert.equal(typist.left, "logout");
  await second.link.leave("logout");
  await bob.link.say({ to: "alice", text: "after it has left" });
  await alice.reads("after it has left");
  // A new secret is there as soon as the one that stays has seen it.
  const generation = async () => (await alice.link.request("keys_secrets", {})).generation;
  while (await generation() < 2) await alice.link.request("ping", {});
  assert.doesNotMatch(await devicesOf(alice), /terminal 2/);
});

Deno.test("whoever logs out of the last device is warned, and a script may not forget its keys", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await SealedUser.enters(server, "alice", { holdsCode: true });
  const typist = new Typist(alice);
  await assert.rejects(typist.types("/logout forget"), /LAST DEVICE/);
  assert.equal(typist.left, undefined);
  assert.match(await typist.types("/logout forget", ["no"]), /LAST DEVICE.*still logged in/s);
  assert.match(await devicesOf(alice), /terminal 1/);
  // A script leaves as it always did, and has its keys the next time.
  await typist.types("/logout");
  assert.equal(typist.left, "logout");
  await (await alice.link.keyPowers())?.newCode();
  assert.doesNotMatch(await typist.types("/logout", ["no"]), /LAST DEVICE/);
});

Deno.test("/devices says since when nobody has used a device, and how those that are not used are removed", () => {
  const day = (date: string) => Date.parse(`${date}T12:00:00Z`);
  const kind = "terminal";
  const device = (number: number) => ({
    number,
    kind,
    ordinal: number,
    addedTimeMs: day("2026-01-05"),
    isThis: number === 1,
  });
  const used = (date: string | undefined, isLoggedIn = false) => ({
    isLoggedIn,
    used: date && `${date}T12:00:00.000Z`,
  });
  const all = [
    device(1),
    { ...device(2), use: used("2026-08-01") },
    { ...device(3), use: used("2026-09-30") },
    { ...device(4), use: used("2026-01-06", true) },
    { ...device(5), use: used(undefined) },
  ];
  assert.deepEqual(deviceLines(all, day("2026-11-29")), [
    "1  terminal 1, since 2026-01-05 (this one)",
    "2  terminal 2, since 2026-01-05, not logged in, used 2026-08-01",
    "3  terminal 3, since 2026-01-05, not logged in, used 2026-09-30",
    "4  terminal 4, since 2026-01-05, logged in",
    "5  terminal 5, since 2026-01-05, not logged in",
    "one was not used for 90 days or longer: /devices remove unused takes it out",
  ]);
});

Deno.test("/devices remove unused takes out those that nobody has used for 90 days, and no others", async () => {
  const removed: (readonly string[])[] = [];
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000).toISOString();
  const device = (id: string, use?: object) => ({
    id,
    kind: "terminal",
    ordinal: 1,
    isThis: id === "this",
    ...(use === undefined ? {} : { use }),
  });
  const devices = [
    device("this"),
    device("old", { isLoggedIn: false, used: daysAgo(91) }),
    device("young", { isLoggedIn: false, used: daysAgo(89) }),
    device("in", { isLoggedIn: true, used: daysAgo(91) }),
    device("unknown", { isLoggedIn: false, used: undefined }),
  ];
  const powers = {
    state: () => Promise.resolve({ standing: "ready", devices }),
    removeDevices: (ids: readonly string[]) => {
      removed.push(ids);
      return Promise.resolve(["terminal 1"]);
    },
  };
  const said: string[] = [];
  const context = {
    view: { answer: (lines: readonly string[]) => said.push(...lines) },
    keys: () => Promise.resolve(powers),
  } as unknown as CommandContext;
  const command = commandCalled(DEVICE_COMMANDS, "devices");
  assert.ok(command !== undefined && "code" in command);
  await command.code("remove unused")(context);
  assert.deepEqual(removed, [["old"]]);
  assert.deepEqual(said, ["terminal 1 is removed: it reads nothing that comes from now on"]);
});
