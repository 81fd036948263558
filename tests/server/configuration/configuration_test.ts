/** The configuration of a server: a file, the environment and the command line together. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runChat } from "../../support/run_chat.ts";
import { chatCommand, ServerProcess } from "../../support/server_process.ts";
import { type Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";
import { readConfigFile } from "../../../server/configuration/config_file.ts";

/** A configuration in a folder of its own. */
function written(folder: TemporaryFolder, text: string | Uint8Array<ArrayBuffer>): string {
  const path = join(folder.path, "chat.toml");
  if (typeof text === "string") Deno.writeTextFileSync(path, text);
  else Deno.writeFileSync(path, text);
  return path;
}

Deno.test("chat serve --print-config writes a file that says the same when it is read", async () => {
  using folder = new TemporaryFolder();
  const bare = await runChat(["serve", "--print-config"]);
  assert.equal(bare.code, 0, bare.stderr);
  for (const line of bare.stdout.split("\n")) assert.match(line, /^(#.*)?$/);
  // What is a value and no word for one is taken as it stands.
  const isSet = bare.stdout.replaceAll(
    /^# ([a-z-]+ = (?!"<).*)$/gm,
    "$1",
  );
  const read = await runChat(["serve", "--print-config", "--config", written(folder, isSet)]);
  assert.equal(read.code, 0, read.stderr);
  assert.match(read.stdout, /^bcrypt-cost = \d+$/m);
  assert.match(read.stdout, /^# cert = "<file>"$/m);
  assert.match(read.stdout, /^# registration = "<mode>"$/m);
  const again = await runChat([
    "serve",
    "--print-config",
    "--config",
    written(folder, read.stdout),
  ]);
  assert.equal(again.stdout, read.stdout);
});

Deno.test("chat serve takes the command line first, then the environment, then the file", async () => {
  using folder = new TemporaryFolder();
  const config = written(
    folder,
    `port = 6001\nname = "of the file"\nmotd = "of the file"\ntls = false\nlimits = false
     trusted-proxy = ["127.0.0.1", "10.0.0.0/8"]\nstall-timeout = "90s"\nweb = ":8080"
     default-rooms = ["general", "help"]\n`,
  );
  const { code, stderr, stdout } = await runChat(["serve", "--print-config", "--port", "6003"], {
    CHAT_CONFIG: config,
    CHAT_PORT: "6002",
    CHAT_NAME: "of the environment",
    CHAT_LIMIT_LOOPBACK: "yes",
    CHAT_BCRYPT_COST: "",
  });
  assert.equal(code, 0, stderr);
  const lines = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(lines.toSorted(), [
    'default-rooms = "general,help"',
    "limit-loopback = true",
    'limits = "off"',
    'motd = "of the file"',
    'name = "of the environment"',
    "port = 6003",
    'stall-timeout = "90s"',
    "tls = false",
    'trusted-proxy = ["127.0.0.1", "10.0.0.0/8"]',
    'web = ":8080"',
  ]);
});

Deno.test("chat serve says which variable is nearly the name of a setting", async () => {
  const { code, stderr, stdout } = await runChat(["serve", "--print-config"], {
    CHAT_MAX_CONECTIONS: "5",
    CHAT_CONFIG_DIR: "/nowhere",
    CHAT_URL: "https://chat.example",
    CHAT_SERVICE_HOST: "10.0.0.1",
    CHAT_PORT_5000_TCP: "tcp://10.0.0.1:5000",
  });
  assert.equal(code, 0);
  assert.match(stdout, /^# max-connections = 10000$/m);
  assert.equal(
    stderr,
    "chat: CHAT_MAX_CONECTIONS in the environment is no setting; did you mean CHAT_MAX_CONNECTIONS?\n",
  );
});

Deno.test("chat serve takes no address of a container for a port", async () => {
  const { code, stdout } = await runChat(["serve", "--print-config"], {
    CHAT_PORT: "tcp://10.0.0.1:5000",
  });
  assert.equal(code, 0);
  assert.match(stdout, /^# port = 5000$/m);
});

/** The first line of a connection. */
async function helloOf(port: number): Promise<Line> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  let text = "";
  for await (const chunk of connection.readable.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("\n")) break;
  }
  return JSON.parse(text);
}

const MISTAKES: readonly (readonly [string | Uint8Array<ArrayBuffer>, RegExp])[] = [
  ["porrt = 1\n", /chat\.toml, line 1: there is no setting "porrt"; did you mean "port"\?/],
  ["\nbcrypt_cost = 9", /line 2: there is no setting "bcrypt_cost"; did you mean "bcrypt-cost"\?/],
  ["no-tls = true", /did you mean "tls"\?/],
  ["port = 65536", /line 1: "port" cannot be "65536": The port is a whole number from 0 to 65535/],
  ["port = true", /"port" cannot be "on"/],
  ["port = [1, 2]", /"port" cannot be "1,2"/],
  ['name = "a"\nlimits = "maybe"', /line 2: "limits" cannot be "maybe": .*on, off/],
  ['tls = "perhaps"', /"tls" is true or false/],
  ["port = ", /chat\.toml, line 1: this is no TOML/],
  ['name = "a"\n\tport = = 3', /chat\.toml, line 2: this is no TOML/],
  ["[web]\nport = 1", /"web" is a text, a number, true or false/],
  ["when = 2026-11-28", /"when" is a text, a number, true or false/],
  ["name = 2026-11-28", /"name" is a text, a number, true or false/],
  ['cert = "chain.pem"', /--cert and --key go together/],
  [new Uint8Array([0xff, 0xfe, 0x41]), /Cannot read the configuration .*: it is not UTF-8/],
  ['"\\u001b]52;c;AAAA\\u0007" = 1', /there is no setting "\P{Cc}*"/u],
];

for (const [text, expected] of MISTAKES) {
  const name = typeof text === "string" ? JSON.stringify(text) : "bytes";
  Deno.test(`chat serve says what is wrong with ${name} in its configuration`, async () => {
    using folder = new TemporaryFolder();
    const config = written(folder, text);
    const { code, stderr } = await runChat(["serve", "--print-config", "--config", config]);
    assert.equal(code, 2);
    assert.match(stderr, expected);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  });
}

Deno.test("chat serve says that there is no such configuration", async () => {
  const { code, stderr } = await runChat(["serve", "--config", "/nowhere/chat.toml"]);
  assert.equal(code, 2);
  assert.match(stderr, /Cannot read the configuration \/nowhere\/chat\.toml: /);
});

Deno.test("SIGHUP has a server read its configuration again, and say what waits", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  const settings = `host = "127.0.0.1"\nport = 0\ntls = false\ndata = "data"\n`;
  const config = written(folder, `${settings}motd = "before"\n`);
  await using server = await ServerProcess.start({ args: ["--config", config] });
  assert.equal((await helloOf(server.port))["motd"], "before");
  assert.ok(Deno.statSync(join(folder.path, "data", "chat.db")).isFile);

  const changed = 'motd = "after"\nregistration = "closed"\nbcrypt-cost = 9\n';
  written(folder, settings + changed);
  server.kill("SIGHUP");
  await server.until(() =>
    /^RELOADED registration, motd; at the next start: bcrypt-cost$/m.test(server.stderr)
  );
  const after = await helloOf(server.port);
  assert.deepEqual([after["motd"], after["registration"]], ["after", "closed"]);

  written(folder, "motd = 'broken");
  server.kill("SIGHUP");
  await server.until(() =>
    /^ERROR The configuration stays as it was: chat\.toml, line 1: this is no TOML/m.test(
      server.stderr,
    )
  );
  assert.equal((await helloOf(server.port))["motd"], "after");

  // What was refused as a whole is news when it comes again.
  const opened = `${settings}motd = "after"\nregistration = "open"\nbcrypt-cost = 9\n`;
  written(folder, `${opened}cert = "alone.pem"\n`);
  server.kill("SIGHUP");
  await server.until(() => /as it was: --cert and --key go together/.test(server.stderr));
  assert.equal((await helloOf(server.port))["registration"], "closed");
  written(folder, opened);
  server.kill("SIGHUP");
  await server.until(() => /^RELOADED registration$/m.test(server.stderr));
  assert.equal((await helloOf(server.port))["registration"], "open");
  server.kill("SIGTERM");
  assert.equal(await server.ended(), 0, server.stderr);
});

Deno.test("chat serve reads a configuration from a pipe, and no more of it than there may be", {
  ignore: Deno.build.os === "windows",
}, async () => {
  assert.throws(() => readConfigFile("/dev/zero"), /it has more than 1048576 bytes/);
  const [command, args] = chatCommand(["serve", "--print-config", "--config", "/dev/stdin"]);
  const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("port = 6000"));
  await writer.close();
  const { code, stdout } = await child.output();
  assert.equal(code, 0);
  assert.match(new TextDecoder().decode(stdout), /^port = 6000$/m);
});

Deno.test("rates stand in the configuration like everything else, within bounds", async () => {
  using folder = new TemporaryFolder();
  const config = written(folder, 'rate-messages = "1:3"\nrate-searches = "0.5:7"\n');
  const read = await runChat(["serve", "--print-config", "--config", config]);
  assert.match(read.stdout, /^rate-messages = "1:3"$/m);
  assert.match(read.stdout, /^# rate-queries = "50:200"$/m);
  // Whatever can be given is given back as it was, so that a file of it says the same.
  const all = [...read.stdout.matchAll(/^#? ?(rate-[a-z-]+) = "([\d.]+:\d+)"$/gm)];
  assert.equal(all.length, 17);
  const again = written(folder, all.map(([, name]) => `${name} = "0.125:9"\n`).join(""));
  const second = await runChat(["serve", "--print-config", "--config", again]);
  assert.equal(second.stdout.match(/^rate-[a-z-]+ = "0\.125:9"$/gm)?.length, 17);
  for (const wrong of ["0:3", "1:0", "1", "-1:3", "200000:3", "1:9999999", "1e3:3", "1:3 "]) {
    const { code, stderr } = await runChat(["serve", "--print-config", `--rate-rooms=${wrong}`]);
    assert.equal(code, 2, wrong);
    assert.match(stderr, /It is like 20:200/);
  }
});

Deno.test("rates hold whoever is faster, as the configuration says", async () => {
  using folder = new TemporaryFolder();
  const settings = `host = "127.0.0.1"\nport = 0\ntls = false\ndata = "data"\nbcrypt-cost = 4\n`;
  const config = written(folder, `${settings}rate-messages = "0.001:2"\n`);
  await using server = await ServerProcess.start({ args: ["--config", config] });
  const alice = await TestClient.connect({ port: server.port });
  // The first to register is no owner: whoever keeps order goes as fast as they like.
  await alice.request("register", { username: "alice", password: PASSWORD });
  const said = [];
  for (let count = 0; count < 3; count++) said.push(await alice.request("say", { text: "x" }));
  assert.deepEqual(said.map(({ ok, error }) => ok || error), [true, true, "slow_down"]);
  alice.close();
});

Deno.test("SIGHUP has a running server hold everybody to other limits, in both directions", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  const settings =
    `host = "127.0.0.1"\nport = 0\ntls = false\ndata = "data"\nbcrypt-cost = 4\nlimit-loopback = true\n`;
  const config = written(folder, settings);
  await using server = await ServerProcess.start({ args: ["--config", config] });
  const alice = await TestClient.connect({ port: server.port });
  await alice.request("register", { username: "alice", password: PASSWORD });
  assert.equal((await alice.request("say", { text: "x".repeat(400) }))["ok"], true);

  written(
    folder,
    `${settings}max-message-size = 300\nrate-messages = "0.001:2"\nrate-shares = 1\nrooms-per-user = 0\n`,
  );
  server.kill("SIGHUP");
  await server.until(() =>
    /^RELOADED rooms-per-user, max-message-size, rate-messages, rate-shares$/m.test(server.stderr)
  );
  const long = await alice.request("say", { text: "y".repeat(400) });
  assert.equal(long["error"], "text_too_long");
  assert.equal((await alice.request("say", { text: "one" }))["ok"], true);
  assert.equal((await alice.request("say", { text: "two" }))["error"], "slow_down");
  assert.equal((await alice.request("create", { room: "mine" }))["error"], "too_many_rooms");
  assert.equal((await helloOf(server.port))["limits"]["text_bytes"], 300);

  written(folder, settings);
  server.kill("SIGHUP");
  await server.until(() => (server.stderr.match(/^RELOADED /gm)?.length ?? 0) === 2);
  assert.equal((await alice.request("create", { room: "mine" }))["ok"], true);
  alice.close();
});

Deno.test("rates of logins and registrations hold as the configuration says", async () => {
  using folder = new TemporaryFolder();
  const settings = `host = "127.0.0.1"\nport = 0\ntls = false\ndata = "data"\nbcrypt-cost = 4\n`;
  const rates = 'rate-registrations = "0.001:2"\nrate-sessions = "0.001:1"\n';
  const config = written(folder, `${settings}${rates}rate-same-text = "0.001:1"\n`);
  await using server = await ServerProcess.start({ args: ["--config", config] });
  const outcomes: unknown[] = [];
  const ask = async (action: string, fields: Record<string, unknown>) => {
    const client = await TestClient.connect({ port: server.port });
    const { ok, error } = await client.request(action, fields);
    outcomes.push(ok || error);
    return client;
  };
  const alice = await ask("register", { username: "alice", password: PASSWORD });
  (await ask("register", { username: "bob", password: PASSWORD })).close();
  (await ask("register", { username: "carol", password: PASSWORD })).close();
  assert.deepEqual(outcomes.splice(0), [true, true, "slow_down"]);
  const text = "the same text again and again";
  for (let count = 0; count < 2; count++) {
    const { ok, error } = await alice.request("say", { text });
    outcomes.push(ok || error);
  }
  assert.deepEqual(outcomes.splice(0), [true, "slow_down"]);
  alice.close();
  for (let count = 0; count < 2; count++) {
    (await ask("login", { username: "bob", password: PASSWORD })).close();
  }
  assert.ok(outcomes.includes("slow_down"), `${outcomes}`);
});

Deno.test("chat serve says in a sentence which options about certificates do not go together", async () => {
  const refusals: [string[], RegExp][] = [
    [["--acme", "chat.example", "--no-tls"], /gets the certificate itself, .* with --no-tls/],
    [["--acme", "chat.example", "--cert", "a", "--key", "b"], /does not go with --cert and --key/],
    [["--acme-contact", "a@b.example"], /--acme-contact says nothing without the names of --acme/],
    [["--cert", "a"], /--cert and --key go together, and not with --no-tls/],
    [["--acme", "192.0.2.7"], /192\.0\.2\.7 is an address/],
    [["--acme", "*.chat.example"], /stands for many names/],
    [["--acme", "a.example", "--acme-directory", "http://ca.example/"], /begins with https/],
  ];
  for (const [args, reason] of refusals) {
    const { code, stderr } = await runChat(["serve", ...args]);
    assert.match(stderr, reason);
    assert.notEqual(code, 0);
  }
});

Deno.test("chat serve takes the names of a certificate from everywhere", async () => {
  using folder = new TemporaryFolder();
  const config = written(folder, 'acme = ["a.example", "B.example"]\nacme-http = ":8080"\n');
  const file = await runChat(["serve", "--print-config", "--config", config]);
  assert.match(file.stdout, /^acme = \["a\.example", "B\.example"\]$/m);
  const environment = await runChat(["serve", "--print-config"], {
    CHAT_ACME: "a.example,b.example",
  });
  assert.match(environment.stdout, /^acme = \["a\.example", "b\.example"\]$/m);
  const line = await runChat(["serve", "--print-config", "--acme", "a.example", "b.example"]);
  assert.match(line.stdout, /^acme = \["a\.example", "b\.example"\]$/m);
});
