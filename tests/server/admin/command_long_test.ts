/** `chat admin` as people and scripts see it. */
import assert from "node:assert/strict";
import { Command } from "@commander-js/extra-typings";
import { configureAdmin } from "../../../server/admin/command.ts";
import { readControlFile } from "../../../server/doors/control/control_file.ts";
import { runChat } from "../../support/run_chat.ts";
import { chatCommand, ServerProcess } from "../../support/server_process.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { Tmux, tmuxTest } from "../../support/tmux.ts";

function admin(folder: TemporaryFolder, ...args: string[]) {
  return runChat(["admin", ...args, "--data", folder.path]);
}

/** Writes a password where only its owner can read it; returns the path. */
function passwordFile(folder: TemporaryFolder): string {
  const path = `${folder.path}/password`;
  Deno.writeTextFileSync(path, `${PASSWORD}\n`, { mode: 0o600 });
  return path;
}

/** A data folder that no server uses. */
async function restingFolder(): Promise<TemporaryFolder> {
  const folder = new TemporaryFolder();
  await (await startServer(folder)).stop();
  return folder;
}

function leavesOf(command: Command): Command[] {
  const below = command.commands as unknown as Command[];
  return below.length === 0 ? [command] : below.flatMap(leavesOf);
}

Deno.test("configureAdmin() gives every command a folder, JSON, and examples that begin with it", () => {
  const root = new Command("chat");
  const command = root.command("admin") as unknown as Command;
  configureAdmin(command, {
    workerEntry: "none",
    newPassword: () => Promise.reject(new Error("nobody asks")),
  });
  const leaves = leavesOf(command);
  assert.ok(leaves.length >= 35);
  for (const leaf of leaves) {
    const names: string[] = [];
    for (let each: Command | null = leaf; each !== null; each = each.parent as Command | null) {
      names.unshift(each.name());
    }
    const path = names.join(" ");
    let help = "";
    leaf.configureOutput({ writeOut: (text) => help += text });
    leaf.outputHelp();
    assert.match(help, new RegExp(`Examples?:\n  ${path}`), path);
    assert.match(help, /--data <folder>/, path);
    assert.match(help, /--json/, path);
  }
});

Deno.test("chat admin ban add says how to ban what may be a mistake", async () => {
  using folder = await restingFolder();
  const { code, stderr } = await admin(folder, "ban", "add", "127.0.0.1");
  assert.equal(code, 1);
  assert.equal(
    stderr,
    "chat: 127.0.0.1 has addresses of the server itself in it, so nothing was done; if you mean it, " +
      "say --force\n",
  );
});

Deno.test("chat admin does the same through a server that runs and without one", async () => {
  using folder = await restingFolder();
  const password = passwordFile(folder);
  const added = await admin(folder, "user", "add", "alice", "--password-file", password);
  assert.deepEqual([added.code, added.stdout, added.stderr], [0, "alice can log in now.\n", ""]);
  {
    await using server = await startServer(folder);
    const alice = await server.login("alice");
    const promoted = await admin(folder, "user", "role", "alice", "owner", "--json");
    assert.equal(promoted.stdout, '{"ok":true,"username":"alice","role":"owner"}\n');
    assert.equal((await alice.event("granted"))["by"], "console");
  }
  const { stdout } = await admin(folder, "audit", "list", "--json");
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ action, by, target }) => [action, by, target]), [
    ["grant", "console", "alice"],
    ["add_account", "console", "alice"],
  ]);
});

Deno.test("chat admin exits 1 when it is refused and 2 when it was not understood", async () => {
  using folder = await restingFolder();
  const weak = `${folder.path}/weak`;
  Deno.writeTextFileSync(weak, "password1\n", { mode: 0o600 });
  const cases: [string[], number, RegExp][] = [
    [["user", "show", "nobody"], 1, /^chat: There is no account with this name\n$/],
    [["user", "add", "alice", "--password-file", weak], 1, /^chat: This password is too easy/],
    [["user", "add", "alice"], 2, /give it in a file with --password-file/],
    [["user", "role", "alice", "king"], 2, /Allowed choices are user, moderator, admin, owner/],
    [["user", "delete", "alice", "--messages", "keep"], 2, /--yes/],
    [["user", "ban", "alice", "--for", "soon"], 2, /a duration such as 10m, 2h, 3d or 1w/],
    [["room", "slow", "general"], 2, /give a pause like 30s, or --off/],
    [["room", "slow", "general", "soon"], 2, /a duration such as 10m/],
    [["registration", "--for", "2h"], 2, /say which mode --for is about/],
    [["registration", "locked"], 2, /Allowed choices are open, invite, closed, allow-list/],
    [["user", "purge", "bob", "--yes", "--since", "soon"], 2, /like 1h \(ago\), 2026-11-20 or/],
    [["audit", "list", "--action", "bane"], 2, /Allowed choices are add_account, /],
    [["user", "unban", "bob"], 1, /^chat: There is no account with this name\n$/],
    [["usr", "list"], 2, /Did you mean user\?/],
  ];
  const results = await Promise.all(cases.map(([args]) => admin(folder, ...args)));
  for (const [index, { code, stderr, stdout }] of results.entries()) {
    const [args, expected, message] = cases[index] ?? [[], 0, /^$/];
    assert.deepEqual([code, stdout], [expected, ""], `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, message);
  }
});

Deno.test("chat admin says that there is no data where there is none", async () => {
  using folder = new TemporaryFolder();
  const { code, stderr } = await admin(folder, "user", "list");
  assert.equal(code, 1);
  assert.match(stderr, /^chat: There is no chat data in .* --data\.\n$/);
});

Deno.test("chat admin says that there is no data in what is no folder, and what to do where it may not read", async () => {
  using folder = await restingFolder();
  const file = `${folder.path}/chat.db`;
  const inFile = await runChat(["admin", "user", "list", "--data", file]);
  assert.equal(inFile.code, 1);
  assert.match(inFile.stderr, /^chat: There is no chat data in .*chat\.db\. Name the folder .*\n$/);
  Deno.chmodSync(folder.path, 0o000);
  try {
    // Nothing is forbidden to root.
    if (Deno.uid() === 0) return;
    const forbidden = await admin(folder, "user", "list");
    assert.equal(forbidden.code, 1);
    assert.match(
      forbidden.stderr,
      /^chat: You may not read .* as the user that the server runs as/,
    );
  } finally {
    Deno.chmodSync(folder.path, 0o700);
  }
});

Deno.test("chat admin takes what people type, and prints headings of empty lists", async () => {
  using folder = await restingFolder();
  await using _server = await startServer(folder);
  const said = async (...args: string[]) => {
    const { code, stderr, stdout } = await admin(folder, ...args);
    assert.deepEqual([code, stderr], [0, ""], args.join(" "));
    return stdout;
  };
  assert.match(
    await said("registration", "allow-list", "--for", "1h"),
    /^Registration is allow-list until .* UTC, then open\.\n$/,
  );
  assert.match(await said("registration", "--json"), /"mode":"allow_list"/);
  assert.equal(
    await said("room", "slow", "general", "1h30m"),
    "#general takes one message every 1h30m from each member.\n",
  );
  assert.match(await said("room", "slow", "general", "90"), /every 1m30s/);
  // General is for everybody, so nothing but that there is such a setting is seen of the first.
  const set = ["room", "set", "general", "--join-by-name", "off", "--outsiders-write", "on"];
  assert.match(await said(...set), /join by name +off\n.*outsiders write +on\n/);
  assert.match(await said("ban", "list"), /^NUMBER +WHOM +WHERE +.*REASON\n$/);
  assert.equal(await said("ban", "list", "--json"), "");
  await said("user", "add", "bob", "--password-file", passwordFile(folder));
  await said("user", "ban", "bob", "--room", "general");
  assert.match(await said("ban", "list", "--room", "general"), /bob +#general +console/);
  assert.match(
    await said("user", "purge", "bob", "--since", "1h", "--yes"),
    /^0 messages are gone/,
  );
});

Deno.test("chat admin works on what a killed server left behind, several at once", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await ServerProcess.start({
      args: ["--host", "127.0.0.1", "--no-tls", "--data", folder.path],
    });
    server.kill("SIGKILL");
    await server.ended();
  }
  assert.ok(readControlFile(folder.path) !== undefined, "the file of the killed server is there");
  const results = await Promise.all(
    ["one", "two", "three"].map((name) => admin(folder, "allow", "add", `name-${name}`)),
  );
  assert.deepEqual(results.map(({ code }) => code), [0, 0, 0], JSON.stringify(results));
  const { stdout } = await admin(folder, "allow", "list", "--json");
  const names = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).username);
  assert.deepEqual(names.sort(), ["name-one", "name-three", "name-two"]);
});

tmuxTest("chat admin user password asks twice, and shows nothing of what is typed", async () => {
  using folder = await restingFolder();
  await admin(folder, "user", "add", "alice", "--password-file", passwordFile(folder));
  const [command, args] = chatCommand([
    "admin",
    "user",
    "password",
    "alice",
    "--data",
    folder.path,
  ]);
  await using terminal = await Tmux.start({
    command: [command, ...args],
    env: { NO_COLOR: "1" },
  });
  await terminal.until("New password:");
  await terminal.enter("another horse 8");
  await terminal.until("The same again:");
  await terminal.enter("another horse 8");
  await terminal.until("alice has another password; its sessions have ended.");
  const screen = await terminal.until(/exit code 0, icanon ,echo ,/);
  assert.doesNotMatch(screen, /horse/);
  await using server = await startServer(folder);
  const client = await server.connect();
  const login = { username: "alice", password: "another horse 8" };
  assert.equal((await client.request("login", login))["ok"], true);
});
