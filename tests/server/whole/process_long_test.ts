/** A server in a process of its own: signals, the log, and pulling the plug. */
import assert from "node:assert/strict";
import { makeCertificate } from "../../../server/net/certificate/make_certificate.ts";
import { DEADLINE_MS } from "../../support/deadline.ts";
import { runChat } from "../../support/run_chat.ts";
import { chatCommand, ServerProcess } from "../../support/server_process.ts";
import { type Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

/** Whether there is what runs a program in a pseudo terminal of its own. */
const HAS_SCRIPT = Deno.build.os === "linux" && await Deno.stat("/usr/bin/script").then(
  () => true,
  () => false,
);

async function start(folder: TemporaryFolder, ...args: string[]): Promise<ServerProcess> {
  const common = ["--host", "127.0.0.1", "--data", folder.path, "--bcrypt-cost", "4"];
  return await ServerProcess.start({ args: [...common, "--no-tls", "--limits", "off", ...args] });
}

async function register(port: number, username: string): Promise<TestClient> {
  const client = await TestClient.connect({ port });
  const answer = await client.request("register", { username, password: PASSWORD });
  assert.equal(answer["ok"], true, answer["message"]);
  return client;
}

Deno.test("chat serve loses nothing that it acknowledged when it is killed", async () => {
  using folder = new TemporaryFolder();
  const acknowledged = new Map<number, string>();
  let sent = 0;
  {
    await using server = await start(folder);
    const clients = await Promise.all(
      ["ann", "bob", "cyd", "dan"].map((name) => register(server.port, name)),
    );
    const enough = Promise.withResolvers<void>();
    const talking = clients.map(async (client) => {
      try {
        for (;;) {
          const text = `text ${sent++}`;
          const answer = await client.request("say", { text });
          acknowledged.set(answer["id"], text);
          if (acknowledged.size === 300) enough.resolve();
        }
      } catch {
        // The server is gone.
      }
    });
    await enough.promise;
    server.kill("SIGKILL");
    await server.ended();
    await Promise.all(talking);
    await Promise.all(clients.map((client) => client.ended));
  }
  await using server = await start(folder);
  const client = await TestClient.connect({ port: server.port });
  await client.request("login", { username: "ann", password: PASSWORD });
  const stored = new Map<number, string>();
  for (let more = true; more;) {
    const last_id = [...stored.keys()].at(-1) ?? 0;
    const page = await client.request("poll", { last_id, limit: 1_000 });
    for (const { id, text } of page["messages"] as Line[]) stored.set(Number(id), String(text));
    more = page["more"];
  }
  for (const [id, text] of acknowledged) assert.equal(stored.get(id), text);
  const ids = [...stored.keys()];
  assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
  client.close();
  await client.ended;
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`chat serve on ${signal} tells everyone, exits 0, and starts again`, async () => {
    using folder = new TemporaryFolder();
    await using server = await start(folder, "--log-messages");
    const alice = await register(server.port, "alice");
    await alice.request("say", { text: "last \u001b[31mwords" });

    server.kill(signal);

    assert.equal((await alice.event("closing"))["reason"], "shutdown");
    await alice.ended;
    assert.equal(await server.ended(), 0);
    assert.match(
      server.stderr,
      new RegExp(
        [
          "^SERVING 127\\.0\\.0\\.1:\\d+ data .*",
          "REGISTERED alice from 127\\.0\\.0\\.1:\\d+",
          "CONNECTED alice from 127\\.0\\.0\\.1:\\d+",
          "MESSAGE #general alice: last \ufffd\\[31mwords",
          `STOPPING \\(${signal}\\)`,
          "DISCONNECTED alice from 127\\.0\\.0\\.1:\\d+ \\(shutdown\\)",
          "STOPPED\n$",
        ].join("\n"),
      ),
    );
    await using again = await start(folder);
    assert.ok(again.port > 0);
  });
}

Deno.test("chat serve keeps texts out of its log unless it is told, and private ones always", async () => {
  using folder = new TemporaryFolder();
  await using server = await start(folder);
  const alice = await register(server.port, "alice");
  await alice.request("say", { text: "in the room" });
  await alice.request("say", { text: "between us", to: "alice" });
  await alice.request("exit");
  await server.until(() => server.stderr.includes("DISCONNECTED"));
  assert.match(server.stderr, /^MESSAGE #general alice$/m);
  assert.ok(!/in the room|between us/.test(server.stderr));
  await alice.ended;
});

Deno.test("chat serve --log-format json writes one object a line and no banner", async () => {
  using folder = new TemporaryFolder();
  const port = `${freePort()}`;
  const [command, args] = [Deno.execPath(), [
    "run",
    "--quiet",
    "--no-check",
    "-A",
    "main.ts",
    "serve",
  ]];
  const child = new Deno.Command(command, {
    args: [...args, "--data", folder.path, "--port", port, "--log-format", "json", "--no-tls"],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader.read();
  const line = JSON.parse(String(first.value)) as Line;
  assert.equal(line["event"], "serving");
  assert.match(line["time"], /^\d{4}-\d\d-\d\dT/);
  child.kill("SIGTERM");
  let rest = "";
  for (let next = await reader.read(); !next.done; next = await reader.read()) rest += next.value;
  for (const text of rest.trimEnd().split("\n")) JSON.parse(text);
  assert.equal((await child.status).code, 0);
  assert.equal(await new Response(child.stdout).text(), "");
});

function freePort(): number {
  using listener = Deno.listen({ port: 0 });
  return listener.addr.port;
}

Deno.test("chat serve reads its certificate again on SIGHUP", async () => {
  using folder = new TemporaryFolder();
  const args = ["--host", "127.0.0.1", "--data", folder.path];
  await using server = await ServerProcess.start({ args });
  const fingerprint = /Fingerprint\s+(\S+)/.exec(server.stdout)?.[1];
  assert.match(fingerprint ?? "", /^SHA256:/);
  const renewed = await makeCertificate({ names: ["localhost"], now: new Date() });
  Deno.writeTextFileSync(`${folder.path}/certificate.pem`, renewed.certificatePem);
  Deno.writeTextFileSync(`${folder.path}/key.pem`, renewed.privateKeyPem);

  server.kill("SIGHUP");

  await server.until(() => /^CERTIFICATE SHA256:\S+ valid until/m.test(server.stderr));
  assert.ok(!server.stderr.includes(fingerprint ?? "?"));
});

Deno.test("chat serve goes on when nobody reads its log any more", async () => {
  using folder = new TemporaryFolder();
  const [command, args] = [Deno.execPath(), [
    "run",
    "--quiet",
    "--no-check",
    "-A",
    "main.ts",
    "serve",
  ]];
  const port = freePort();
  const child = new Deno.Command(command, {
    args: [...args, "--data", folder.path, "--port", `${port}`, "--no-tls", "--bcrypt-cost", "4"],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = child.stderr.getReader();
  await reader.read();
  await reader.cancel();
  const alice = await register(port, "alice");
  for (let count = 0; count < 20; count++) {
    assert.equal((await alice.request("say", { text: `anybody ${count}?` }))["ok"], true);
  }
  child.kill("SIGTERM");
  await alice.ended;
  assert.equal((await child.status).code, 0);
  await child.stdout.cancel();
});

Deno.test("chat serve goes on when nobody reads its banner", async () => {
  using folder = new TemporaryFolder();
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", "main.ts", "serve", "--data", folder.path]
      .concat(["--port", `${port}`, "--no-tls", "--bcrypt-cost", "4"]),
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await child.stdout.cancel();
  const reader = child.stderr.getReader();
  await reader.read();
  const alice = await register(port, "alice");
  assert.equal((await alice.request("say", { text: "still here" }))["ok"], true);
  child.kill("SIGTERM");
  await alice.ended;
  await reader.cancel();
  assert.equal((await child.status).code, 0);
});

for (const tls of [true, false]) {
  Deno.test(`chat serve ${tls ? "with" : "without"} TLS accepts again after a flood of connections`, async () => {
    using folder = new TemporaryFolder();
    const [command, args] = chatCommand([
      "serve",
      "--port",
      "0",
      "--host",
      "127.0.0.1",
      "--data",
      folder.path,
    ]);
    const child = new Deno.Command("sh", {
      args: ["-c", 'ulimit -n 128; exec "$0" "$@"', command, ...args, ...(tls ? [] : ["--no-tls"])],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let banner = "";
    while (!banner.includes("Ctrl+C stops")) banner += (await reader.read()).value;
    const port = Number(/Listening on\s+\S+:(\d+) /.exec(banner)?.[1]);

    const flood = await Promise.all(
      Array.from({ length: 200 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
    );
    for (const connection of flood) connection.close();
    // The server may still be closing what it had, or be about to listen again; whoever comes meanwhile
    // is told so and asks again.
    for (;;) {
      try {
        const client = await TestClient.connect({ port, tls });
        assert.equal((await client.request("ping"))["ok"], true);
        client.close();
        await client.ended;
        break;
      } catch (error) {
        if (!/The connection ended|reset|disconnected|refused/i.test(String(error))) throw error;
      }
    }
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();
  });
}

Deno.test({
  name: "chat serve with a terminal ends when that is closed" +
    (HAS_SCRIPT ? "" : " (skipped: needs script of util-linux)"),
  ignore: !HAS_SCRIPT,
  fn: async () => {
    using folder = new TemporaryFolder();
    const [command, args] = chatCommand([
      ...["serve", "--port", "0", "--host", "127.0.0.1", "--no-tls"],
      ...["--data", folder.path, "--log-format", "json"],
    ]);
    const log = `${folder.path}/log`;
    Deno.writeTextFileSync(log, "");
    const words = [command, ...args].map((word) => `'${word}'`).join(" ");
    await using terminal = new Deno.Command("script", {
      args: ["-qec", `exec ${words} 2>>'${log}'`, "/dev/null"],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await logged(log, '"serving"');
    terminal.kill("SIGKILL");
    await logged(log, '"stopped"');
    assert.match(Deno.readTextFileSync(log), /"event":"stopping","reason":"SIGHUP"/);
    await terminal.stdin.close().catch(() => {});
  },
});

/** Waits until a log in a file says something. */
async function logged(file: string, text: string): Promise<void> {
  const changes = Deno.watchFs(file);
  const timer = setTimeout(() => changes.close(), DEADLINE_MS);
  if (!Deno.readTextFileSync(file).includes(text)) {
    for await (const _change of changes) {
      if (Deno.readTextFileSync(file).includes(text)) break;
    }
  }
  clearTimeout(timer);
  try {
    changes.close();
  } catch {
    // It has ended with the loop.
  }
  assert.ok(Deno.readTextFileSync(file).includes(text), `never logged ${text}`);
}

Deno.test("chat admin says that a server which is stopped does not answer", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  await using server = await start(folder);
  server.kill("SIGSTOP");
  const { code, stderr } = await runChat(["admin", "user", "list", "--data", folder.path]);
  server.kill("SIGCONT");
  assert.equal(code, 1);
  assert.match(stderr, /^chat: The server that uses the data folder has not answered within 5 sec/);
});
