/** Whatever a server says, in whatever field: no client lets a terminal act on it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { COMMANDS } from "../../client/commands/catalogue.ts";
import { runClient } from "../support/client_process.ts";
import { FakeServer } from "../support/fake_server.ts";
import {
  announce,
  answerHostilely,
  HOSTILE,
  hostileEvents,
  OWNED,
  ROUNDS,
} from "../support/hostile_server.ts";
import { as } from "../support/play.ts";
import { runChat } from "../support/run_chat.ts";
import { chatCommand } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/test_server.ts";
import { Tmux, tmuxTest } from "../support/tmux.ts";

/** What follows each command; several lines where it asks for different things. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  msg: ["bob hi"],
  me: ["waves"],
  reply: ["1 yes"],
  edit: ["1 other"],
  delete: ["1", "@bob 1"],
  react: ["1 👍"],
  unreact: ["1 👍"],
  edits: ["1"],
  messages: ["5"],
  query: ["bob", "bob hi"],
  history: ["5", "@bob 5"],
  search: ["words"],
  more: [""],
  unread: [""],
  "mark-unread": ["1"],
  rooms: [""],
  join: ["#ops"],
  room: ["#general", "@bob", "#bob"],
  create: ["#lab"],
  part: ["#lab"],
  topic: ["", "new"],
  members: [""],
  invite: ["bob"],
  role: ["bob member"],
  rename: ["#lab2"],
  "delete-room": ["#lab"],
  who: ["", "*"],
  whois: ["bob"],
  profile: ["", "about me"],
  away: ["lunch"],
  back: [""],
  ignore: ["eve"],
  unignore: ["eve"],
  ignored: [""],
  watch: ["", "eve"],
  unwatch: ["eve"],
  kick: ["bob", "-s bob"],
  ban: ["bob 10m", "-s 192.0.2.0/24"],
  unban: ["bob"],
  mute: ["bob 10m"],
  unmute: ["bob"],
  bans: ["", "-s"],
  mutes: ["", "-s"],
  exempt: ["", "friend* 1w"],
  "let-in": ["", "friend*"],
  lift: ["3"],
  purge: ["bob"],
  set: ["", "locked on"],
  slow: ["30s", "off"],
  lock: [""],
  unlock: [""],
  report: ["1 look"],
  reports: ["", "resolved"],
  resolve: ["3 done"],
  filter: ["mask darn"],
  filters: ["", "-s"],
  unfilter: ["3"],
  hook: ["add ci", "out bot https://bot.example", "revoke ci", "revoke #3", "on #3"],
  hooks: [""],
  bot: ["add robo", "token robo builds", "revoke robo 12"],
  bots: [""],
  connections: [""],
  claim: ["code"],
  grant: ["bob admin"],
  roles: [""],
  audit: [""],
  simulate: ["bob delay=100ms"],
  registration: ["", "closed 2h"],
  "invite-code": [""],
  "invite-codes": [""],
  "revoke-code": ["7KQ2"],
  allow: ["bob"],
  disallow: ["bob"],
  allowed: [""],
  "reset-password": ["bob"],
  "reset-2fa": ["bob"],
  encryption: ["", "on", "off"],
  devices: ["", "remove 1"],
  recovery: ["new"],
  verify: ["bob"],
  trust: ["bob"],
  sessions: [""],
  revoke: ["1", "others", "bob"],
  retention: ["", "90d", "90d yes", "off"],
  send: ["/nowhere/at/all.txt caption"],
  get: ["1", "2"],
  files: ["", "words", "@bob"],
  transfers: [""],
  export: ["OUT"],
  stats: [""],
};

/** These ask a person, leave, or are about this machine alone. */
const LEFT_OUT = [
  "2fa",
  "alias",
  "bind",
  "close",
  "config",
  "connect",
  "delete-account",
  "disconnect",
  "exit",
  "extensions",
  "favourite",
  "help",
  "joins",
  "log",
  "logout",
  "merge",
  "move",
  "notify",
  "open",
  "password",
  "retry",
  "spell",
  "split",
  "theme",
  "thread",
  "token",
  "unalias",
  "unbind",
  "view",
  "window",
];

/** Every command once, in its order. */
function script(folder: string): string[] {
  return Object.entries(ARGUMENTS).flatMap(([name, lines]) =>
    lines.map((line) => `/${name} ${line.replace("OUT", join(folder, "export.json"))}`)
  );
}

/** A server whose every event goes out right after the login. */
async function hostileServer(): Promise<FakeServer> {
  const server = await FakeServer.start({
    hello: { description: HOSTILE, motd: HOSTILE, encryption: 1 },
  });
  for (let number = 0; number < 5; number++) server.publish("bob", `${number} ${HOSTILE}`, GENERAL);
  answerHostilely(server);
  return server;
}

const GENERAL = { room: "general" };

/** Nothing but lines of text. */
function assertHarmless(output: string): void {
  // deno-lint-ignore no-control-regex -- those are what it looks for
  const found = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]/
    .exec(output);
  const around = output.slice(Math.max(0, (found?.index ?? 0) - 100), (found?.index ?? 0) + 20);
  assert.equal(found, null, JSON.stringify(around));
}

Deno.test("every command is tried against a hostile server, or there is a reason", () => {
  const known = [...Object.keys(ARGUMENTS), ...LEFT_OUT];
  assert.deepEqual(COMMANDS.map(({ name }) => name).sort(), known.sort());
});

/** Whether a command asks people something, and takes what is typed next for the answer. */
function asks(line: string): boolean {
  return /^\/(?:delete-room|purge|ban -s)\b/.test(line);
}

for (const mode of ["text", "--json"]) {
  Deno.test(`chat connect with ${mode} prints nothing that a terminal acts on`, async () => {
    await using server = await hostileServer();
    using folder = new TemporaryFolder();
    const lines = Array.from({ length: ROUNDS }, () => script(folder.path)).flat();
    const events = hostileEvents();
    const answer = server.intercept;
    server.intercept = (request, client) => {
      if (client.username === undefined) return undefined;
      // The events come in the middle of everything, in the room and after it was renamed.
      for (const event of events.splice(0, 2)) announce(server, event);
      return answer(request, client);
    };
    const { stderr, stdout } = await runClient({
      ...as("alice", server, ...(mode === "text" ? ["--history", "5"] : [mode, "--history", "5"])),
      input: lines.map((line) => `${line}\n`).join(""),
    });
    assert.equal(events.length, 0);
    assertHarmless(stdout);
    assertHarmless(stderr);
    assert.match(stdout, /OWNED/, "it was shown");
    for (const action of Object.values(COMMANDS).flatMap(({ actions }) => actions)) {
      if (/second_factor|^(delete_account|exit|logout|password|token)$/.test(action)) continue;
      // What comes after the log of one's own devices, which was no log.
      if (/^(keys_change|keys_vault|link)$/.test(action)) continue;
      assert.ok(server.requestsFor(action).length > 0, `${action} was never asked for`);
    }
  });
}

for (const mode of ["--plain", "the full screen"]) {
  tmuxTest(
    `chat connect with ${mode} writes nothing of a server that a terminal acts on`,
    async () => {
      await using server = await hostileServer();
      using folder = new TemporaryFolder();
      const options = mode === "--plain" ? [mode] : ["--no-remember"];
      await using terminal = await Tmux.start({
        command: chatCommand([
          "connect",
          "--no-tls",
          ...options,
          `alice@127.0.0.1:${server.port}`,
        ]).flat(),
        env: { CHAT_PASSWORD: "correct horse", TZ: "UTC", CHAT_CONFIG_DIR: folder.path },
        columns: 120,
        rows: 40,
      });
      const record = join(folder.path, "record");
      await terminal.record(record);
      await server.untilRequests("unread");
      for (const event of hostileEvents()) announce(server, event);
      // Those open something in the full screen, which takes what is typed next.
      const isLeftOut = (line: string) => mode !== "--plain" && /^\/(search|more)\b/.test(line);
      await terminal.enterAll(
        script(folder.path).filter((line) => !isLeftOut(line) && !asks(line)),
      );
      await server.until(() => server.requestsFor("stats").length > 0, 60_000).catch(async () =>
        assert.fail(await terminal.screen())
      );
      await terminal.enter("/exit");
      // Nothing private is sent as plain text where the keys of somebody make no sense.
      const end = await terminal.until(/exit code \d|Leave anyway\?/);
      if (end.includes("Leave anyway?")) await terminal.type("y");
      await terminal.until(/exit code \d/);
      const written = await Deno.readTextFile(record);
      const found = OWNED.exec(written);
      const around = written.slice(
        Math.max(0, (found?.index ?? 0) - 100),
        (found?.index ?? 0) + 40,
      );
      assert.equal(found, null, JSON.stringify(around));
      assert.match(written, /OWNED/, "it was shown");
    },
  );
}

for (const options of [["--once"], ["--once", "--json"]]) {
  Deno.test(`chat top ${options.join(" ")} prints nothing that a terminal acts on`, async () => {
    await using server = await hostileServer();
    for (let round = 0; round < 6; round++) {
      const { stderr, stdout } = await runChat(
        ["top", "--no-tls", ...options, `alice@127.0.0.1:${server.port}`],
        { CHAT_PASSWORD: "correct horse" },
      );
      assertHarmless(stdout);
      assertHarmless(stderr);
    }
  });
}
