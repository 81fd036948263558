/** A server that sends nonsense, much of it, and under ever new names: line clients go on and stay small. */
import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { ClientProcess } from "../support/client_process.ts";
import { FakeServer } from "../support/fake_server.ts";
import { nonsenseEvents, rubbishLines } from "../support/nonsense.ts";
import { as } from "../support/play.ts";
import { chatCommand } from "../support/server_process.ts";
import { TemporaryFolder } from "../support/test_server.ts";
import { Tmux, tmuxTest } from "../support/tmux.ts";

const LINES = 800;
const SEED = 4;

/** Private messages of 3,000 characters from so many people, one each: 45 MB on a terminal. */
const STRANGERS = 15_000;
/** What scripts print is kept by this test. */
const STRANGERS_OF_SCRIPTS = 2_000;
/** The runtime itself takes 70 MiB to 100 MiB, and what it has not collected yet as much again. */
const MOST_MEBIBYTES = 320;

/** Sends nonsense and rubbish to the only client, as events that come after one another. */
async function sendNonsense(server: FakeServer): Promise<void> {
  const [client] = server.clients;
  const lines = fc.sample(
    fc.oneof(
      { weight: 20, arbitrary: nonsenseEvents },
      { weight: 1, arbitrary: rubbishLines },
    ),
    { numRuns: LINES, seed: SEED },
  );
  for (const line of lines) {
    if (typeof line === "string") {
      await client?.sendRaw(`${line}\n`);
      continue;
    }
    // The last word of a server ends the client, rightly.
    if (line["event"] === "closing") continue;
    const id = Number.isSafeInteger(line["id"]) ? { id: server.takeId() } : {};
    await client?.sendRaw(`${JSON.stringify({ ...line, ...id })}\n`);
  }
  assert.equal(server.requestsFor("login").length, 1, "it is the same connection all the time");
}

async function sendStrangers(server: FakeServer, count: number): Promise<void> {
  const [client] = server.clients;
  const text = "x".repeat(3_000);
  for (let number = 0; number < count; number++) {
    const time = "2026-11-20T17:00:00.000Z";
    const message = { id: server.takeId(), from: `n${number}`, to: "alice", text, time };
    await client?.sendRaw(`${JSON.stringify({ event: "message", ...message })}\n`);
  }
}

/** The most memory that a process ever had; undefined where the system does not say. */
function peakMebibytes(pid: number): number | undefined {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1_024;
  } catch {
    return undefined;
  }
}

function assertSmall(pid: number, what: string): void {
  const peak = peakMebibytes(pid);
  if (peak !== undefined) assert.ok(peak < MOST_MEBIBYTES, `${what}: ${peak} MiB`);
}

for (const mode of ["text", "--json"]) {
  Deno.test(`chat connect with ${mode} goes on whatever a server sends, and stays small`, async () => {
    await using server = await FakeServer.start();
    await using client = new ClientProcess(
      as("alice", server, ...(mode === "text" ? [] : [mode])),
    );
    await server.untilRequests("login");
    await sendNonsense(server);
    await server.until(() => server.clients.size > 0);
    server.publish("carol", "still here?", { room: "general" });
    await client.until("still here?");
    await sendStrangers(server, STRANGERS_OF_SCRIPTS);
    server.publish("carol", "and now?", { room: "general" });
    await client.until("and now?");
    assertSmall(client.pid, mode);
    await client.endInput();
    assert.equal((await client.result()).code, 0);
  });
}

for (const mode of ["--plain", "--no-remember"]) {
  const name = mode === "--plain" ? mode : "the full screen";
  tmuxTest(
    `chat connect with ${name} goes on whatever a server sends, and stays small`,
    async () => {
      await using server = await FakeServer.start();
      using folder = new TemporaryFolder();
      const pidFile = join(folder.path, "pid");
      const command = chatCommand(["connect", "--no-tls", mode, `alice@127.0.0.1:${server.port}`]);
      await using terminal = await Tmux.start({
        command: ["sh", "-c", `echo $$ > '${pidFile}'; exec "$@"`, "sh", ...command.flat()],
        env: { CHAT_PASSWORD: "correct horse", TZ: "UTC", CHAT_CONFIG_DIR: folder.path },
        columns: 100,
        rows: 30,
      });
      await server.untilRequests("unread");
      await terminal.until(/general> ?$|alice>/m);
      await sendNonsense(server);
      server.publish("carol", "still here?", { room: "general" });
      await terminal.until("still here?");
      await sendStrangers(server, STRANGERS);
      server.publish("carol", "and now?", { room: "general" });
      await terminal.until("and now?", 60_000);
      assertSmall(Number(Deno.readTextFileSync(pidFile)), mode);
      await terminal.enter("/exit");
      await terminal.until(/exit code 0/);
    },
  );
}
