/** What end-to-end encryption costs: whoever connects, reads and writes, and whoever has nothing to do with it. */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { startAccount } from "../../client/encryption/account_changes.ts";
import { deviceFromSeed, newSeed } from "../../client/encryption/own_device.ts";
import { wireChange } from "../../client/encryption/session/key_requests.ts";
import { BROWSER, FLAGS } from "../../tests/support/browser.ts";
import { SealedUser } from "../../tests/support/sealed_user.ts";
import { TestClient } from "../../tests/support/test_client.ts";
import { PASSWORD as TEST_PASSWORD } from "../../tests/support/test_server.ts";
import { type BenchContext, type Result, type Scenario, timesOf } from "../scenario.ts";
import { type Crowd, gather } from "../support/crowd.ts";
import { openPages } from "../support/encrypted_pages.ts";
import { PseudoTerminal } from "../support/pseudo_terminal.ts";
import { median } from "../support/table.ts";
import { PASSWORD, Target } from "../support/target.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Each against the same without encryption, in turns; the column of the ceiling has that. */
export const encryption: Scenario = {
  name: "encryption",
  async run(context) {
    const parts: Record<string, (context: BenchContext) => Promise<Result[]>> = {
      connect,
      page,
      fan_out: fanOut,
    };
    const wanted = Object.entries(parts).filter(([name]) =>
      context.part === undefined || name === context.part
    );
    const results: Result[] = [];
    for (const [, part] of wanted) results.push(...await part(context));
    return results;
  },
};

/** How soon a terminal shows the rooms, of an account that has keys and of one that has none. */
async function connect({ executable, quick }: BenchContext): Promise<Result[]> {
  await using server = await Target.start({
    kind: "chat",
    tls: false,
    pinned: false,
    canPin: false,
  });
  const folders = { keyed: await folderOf("keyed"), plain: await folderOf("plain") };
  try {
    {
      await using _user = await SealedUser.enters(server, "keyed", { folder: folders.keyed });
    }
    await server.register("plain");
    const took: Record<keyof typeof folders, number[]> = { keyed: [], plain: [] };
    for (let run = 0; run <= (quick ? 5 : 21); run++) {
      for (const name of ["plain", "keyed"] as const) {
        const ms = await roomsMs(server, { name, folder: folders[name], executable });
        // The first of each fills caches of the system and of the runtime.
        if (run > 0) took[name].push(ms);
      }
    }
    const { keyed, plain } = took;
    return [{
      what: "a terminal with keys, from its start to the rooms",
      unit: "ms",
      target: "",
      ours: median(keyed),
      ceiling: median(plain),
    }, {
      what: "what keys add to that",
      unit: "ms",
      target: "≤ 5",
      ours: median(keyed) - median(plain),
    }];
  } finally {
    for (const folder of Object.values(folders)) await Deno.remove(folder, { recursive: true });
  }
}

async function folderOf(name: string): Promise<string> {
  return await Deno.makeTempDir({ prefix: `chat-bench-${name}-` });
}

async function roomsMs(
  server: Target,
  { executable, folder, name }: { executable: string | undefined; folder: string; name: string },
): Promise<number> {
  const address = `${name}@127.0.0.1:${server.port}`;
  const program = executable === undefined
    ? [Deno.execPath(), "run", "--no-check", "-A", MAIN]
    : [executable];
  const password = name === "keyed" ? TEST_PASSWORD : PASSWORD;
  const startedMs = performance.now();
  await using client = new PseudoTerminal({
    command: [...program, "connect", "--no-tls", address],
    env: { CHAT_PASSWORD: password, CHAT_CONFIG_DIR: folder },
    columns: 120,
    rows: 40,
  });
  await client.until("#general");
  return performance.now() - startedMs;
}

/** 100 encrypted messages: fetched and opened by a terminal, opened alone, and opened in a browser. */
async function page({ quick }: BenchContext): Promise<Result[]> {
  const runs = quick ? 10 : 40;
  const results = [
    await fetchedPages(runs),
    opened("terminal", await openPages(runs)),
  ];
  if (BROWSER !== undefined) results.push(opened("browser", await openPagesInBrowser(runs)));
  return results;
}

function opened(where: string, took: readonly number[]): Result {
  return {
    what: `a page of 100 encrypted messages opened, ${where}`,
    unit: "ms",
    target: "≤ 30",
    ours: median(took),
  };
}

async function fetchedPages(runs: number): Promise<Result> {
  await using server = await Target.start({
    kind: "chat",
    tls: false,
    pinned: false,
    canPin: false,
  });
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob", { showsLines: false });
  const text = "a".repeat(100);
  for (let index = 0; index < 100; index++) {
    await alice.link.say({ to: "bob", text });
    await alice.link.say({ room: "general", text });
  }
  const took = async (place: { with: string } | { room: string }) => {
    const startedMs = performance.now();
    const { messages } = await bob.link.request("history", { ...place, limit: 100 });
    if (messages.some((message) => message.text !== text)) throw new Error("It was not opened");
    return performance.now() - startedMs;
  };
  const all = { plain: [] as number[], sealed: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    const [plain, sealed] = [await took({ room: "general" }), await took({ with: "alice" })];
    if (run === 0) continue;
    all.plain.push(plain);
    all.sealed.push(sealed);
  }
  return {
    what: "a page of 100 encrypted messages, asked for and opened by a terminal",
    unit: "ms",
    target: "",
    ours: median(all.sealed),
    ceiling: median(all.plain),
  };
}

async function openPagesInBrowser(runs: number): Promise<number[]> {
  const entry = fileURLToPath(new URL("../support/encryption_page.ts", import.meta.url));
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform=browser", "--minify", entry],
    cwd: ROOT,
    stderr: "null",
  }).output();
  // Keys are to be had in secure places alone, of which this machine is one.
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    ({ url }) =>
      new URL(url).pathname === "/script.js"
        ? new Response(stdout, { headers: { "content-type": "text/javascript" } })
        : new Response("<!doctype html><title>-</title><script src=/script.js></script>", {
          headers: { "content-type": "text/html" },
        }),
  );
  const browser = await chromium.launch({ executablePath: BROWSER ?? "", args: FLAGS });
  try {
    const window = await browser.newPage();
    await window.goto(`http://127.0.0.1:${server.addr.port}/`);
    return await window.evaluate(`openPages(${runs})`) as number[];
  } finally {
    await browser.close();
  }
}

/** Messages in a room when all accounts have keys, and when none has. */
async function fanOut(context: BenchContext): Promise<Result[]> {
  const costs = { keyed: [] as number[], plain: [] as number[] };
  for (let round = 0; round < (context.quick ? 1 : 3); round++) {
    costs.keyed.push(await costOf(context, true));
    costs.plain.push(await costOf(context, false));
  }
  const [keyed, plain] = [median(costs.keyed), median(costs.plain)];
  return [{
    what: "fan-out in the open, accounts with keys: CPU per delivery",
    unit: "µs",
    target: "",
    ours: keyed,
    ceiling: plain,
  }, {
    what: "fan-out in the open, accounts with keys against without",
    unit: "×",
    target: "≤ 1.1",
    ours: keyed / plain,
  }];
}

async function costOf(context: BenchContext, hasKeys: boolean): Promise<number> {
  const { canPin } = context;
  const options = { kind: "chat", tls: false, pinned: true, canPin, receivers: 1_000 } as const;
  await using crowd = await gather(options);
  if (hasKeys) await giveKeys(crowd);
  await crowd.load.send(crowd.senders, { pace: { inFlight: 16 } });
  const { cpuSeconds, deliveries } = await crowd.load.measure(timesOf(context));
  return cpuSeconds / deliveries * 1e6;
}

async function giveKeys({ senders, target: { port } }: Crowd): Promise<void> {
  const accounts = ["crowd", ...senders.map((_, index) => `sender${index}`)];
  for (const account of accounts) {
    const client = await TestClient.connect({ port });
    await client.request("login", { username: account, password: PASSWORD });
    const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
    const change = await startAccount({ account, devices: [device], timeMs: Date.now() });
    const answer = await client.request("keys_change", wireChange(change, device.id));
    if (answer["ok"] !== true) throw new Error(`${account} has no keys: ${answer["message"]}`);
    client.close();
  }
}
