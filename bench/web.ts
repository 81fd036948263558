/**
 * Measures the page in a real Chromium against a real server: how soon the first message is there on a
 * slow phone, what a message costs among many, and whether it answers while messages pour in.
 *
 * Usage: deno task bench:web [--loads 5] [--seconds 10] [--browser /usr/bin/chromium]
 */
import { parseArgs } from "node:util";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { BROWSER, FLAGS } from "../tests/support/browser.ts";
import { TestClient } from "../tests/support/test_client.ts";
import type { Result } from "./scenario.ts";
import { PageProbe } from "./support/page_probe.ts";
import { pause } from "./support/pause.ts";
import { gatherRows, tableOf } from "./support/table.ts";
import { PASSWORD, Target } from "./support/target.ts";

/** So many messages are in the room, and in the page when one more comes. */
const HISTORY = 2_000;
/** So many come one after the other when one is measured. */
const ONE_BY_ONE = 100;
const FLOOD_PER_SECOND = 1_000;

/** Runs in the page: as far up as there is something. */
const SCROLL_TO_TOP = `(() => {
  const list = document.querySelector(".scroller");
  list.scrollTop = -list.scrollHeight;
})()`;

const { values } = parseArgs({
  options: {
    loads: { type: "string", default: "5" },
    seconds: { type: "string", default: "10" },
    browser: { type: "string", default: BROWSER ?? "chromium" },
  },
});
const results: Result[] = [];
const note = (what: string, unit: string, target: string, ours: number) =>
  results.push({ what, unit, target, ours });

await using server = await Target.start({
  kind: "chat",
  tls: false,
  pinned: false,
  canPin: false,
  web: true,
});
const url = `http://127.0.0.1:${server.webPort}/`;
await fillRoom();
const browser = await chromium.launch({ executablePath: values.browser, args: FLAGS });
try {
  const context = await browser.newContext({ viewport: { width: 390, height: 780 } });
  context.setDefaultTimeout(120_000); // the machine may have other things to do
  const page = await loggedIn(context);
  const probe = await PageProbe.attach(page);
  await loads(probe, "cold", 2.5);
  await loads(probe, "warm", 0.8);
  await probe.speedUp();
  await among(probe);
  await flood(probe);
} finally {
  await browser.close();
  console.log(tableOf(gatherRows(results)));
}

/** Loads the page again and again, on a slow phone. */
async function loads(probe: PageProbe, how: "cold" | "warm", target: number): Promise<void> {
  await probe.page.goto(url);
  await probe.noticed();
  await probe.slowDown();
  for (let load = 0; load < Number(values.loads); load++) {
    if (how === "cold") await probe.clearCache();
    await probe.page.goto("about:blank");
    await probe.page.goto(url);
    const { firstMessageMs, layoutShift, longestTaskMs } = await probe.noticed();
    note(`first message, ${how}`, "s", `≤ ${target}`, firstMessageMs / 1_000);
    note(`longest task, ${how}`, "ms", "≤ 200", longestTaskMs);
    note(`layout shift, ${how}`, "", "0", layoutShift);
  }
  await probe.speedUp();
}

/** Older messages until all are there, then single ones. */
async function among(probe: PageProbe): Promise<void> {
  const { page } = probe;
  await page.goto(url);
  await probe.noticed();
  const count = () => page.locator("article").count();
  for (let there = await count(); there < HISTORY;) {
    const before = await probe.scriptMs();
    await page.evaluate(SCROLL_TO_TOP);
    const next = await moreThan(page, there);
    if (next === there) break;
    const scriptMs = await probe.scriptMs() - before;
    note("100 older messages: script", "ms", "≤ 30", scriptMs / (next - there) * 100);
    there = next;
  }
  console.log(`${await count()} messages are in the page`);
  const toEnd = page.locator(".to-end");
  if (await toEnd.isVisible()) await toEnd.click();
  await pause(1_000);
  const idle = await scriptWhile(probe, () => pause(2_000));
  const perIdleMs = idle / 2_000;
  const writer = await loggedInWriter();
  for (let run = 0; run < 5; run++) {
    const startedMs = performance.now();
    const scriptMs = await scriptWhile(probe, async () => {
      for (let index = 0; index < ONE_BY_ONE; index++) {
        await writer.request("say", { room: "general", text: textOf(index) });
        await pause(25); // each is shown by itself: none is drawn together with the next
      }
    });
    const idleMs = perIdleMs * (performance.now() - startedMs);
    note(`one more among ${HISTORY}: script`, "ms", "≤ 1", (scriptMs - idleMs) / ONE_BY_ONE);
  }
  writer.close();
}

/** Somebody types while messages pour in. */
async function flood(probe: PageProbe): Promise<void> {
  const { page } = probe;
  await page.locator("#composer").click();
  await probe.forgetKeys();
  const before = await probe.heapMebibytes();
  const writer = await loggedInWriter();
  const endMs = performance.now() + Number(values.seconds) * 1_000;
  let isOver = false;
  const typing = (async () => {
    while (!isOver) {
      await page.keyboard.press("a");
      await pause(50);
    }
  })();
  const startedMs = performance.now();
  for (let sent = 0; performance.now() < endMs;) {
    const due = (performance.now() - startedMs) * FLOOD_PER_SECOND / 1_000;
    let lines = "";
    for (; sent < due; sent++) {
      lines += `${JSON.stringify({ action: "say", room: "general", text: textOf(sent) })}\n`;
    }
    await writer.send(lines);
    await pause(10);
  }
  isOver = true;
  await typing;
  writer.close();
  const { keyDelaysMs, longestTaskMs } = await probe.noticed();
  const sorted = keyDelaysMs.toSorted((one, other) => one - other);
  const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN;
  note(`${FLOOD_PER_SECOND} messages/s: input delay, p95`, "ms", "≤ 100", p95);
  note(`${FLOOD_PER_SECOND} messages/s: longest task`, "ms", "", longestTaskMs);
  note("heap before", "MiB", "", before);
  note("heap after", "MiB", "", await probe.heapMebibytes());
  note("messages in the page after", "", "", await page.locator("article").count());
}

async function scriptWhile(probe: PageProbe, act: () => Promise<void>): Promise<number> {
  const before = await probe.scriptMs();
  await act();
  return await probe.scriptMs() - before;
}

/** Waits until more messages than `count` are there; returns how many, or `count` when none come. */
async function moreThan(page: Page, count: number): Promise<number> {
  for (let tries = 0; tries < 300; tries++) {
    const now = await page.locator("article").count();
    if (now > count) return now;
    await pause(50);
  }
  return count;
}

/** Registers who writes, and writes what stands in the room before anybody looks. */
async function fillRoom(): Promise<void> {
  await server.register("writer");
  await server.register("reader");
  const client = await loggedInWriter();
  for (let index = 0; index < HISTORY; index++) {
    await client.request("say", { room: "general", text: textOf(index) });
  }
  // The reader has read it all, so that the page opens at the newest message.
  const { answers: [, latest] } = await server.converse([
    { action: "login", username: "reader", password: PASSWORD },
    { action: "history", room: "general", limit: 1 },
  ]);
  const [newest] = latest?.["messages"] as { id: number }[];
  await server.converse([
    { action: "login", username: "reader", password: PASSWORD },
    { action: "read", room: "general", id: newest?.id },
  ]);
  client.close();
}

/** A connection that writes; one that is silent for long would be closed. */
async function loggedInWriter(): Promise<TestClient> {
  const client = await TestClient.connect({ port: server.port });
  await client.request("login", { username: "writer", password: PASSWORD });
  return client;
}

function textOf(index: number): string {
  const more = index % 3 === 0 ? " with a second sentence that makes it longer than a line" : "";
  return `message ${index} of somebody who has a lot to say, **bold** and \`code\` in it${more}`;
}

/** A browser that has a cookie, as it is on the second day. */
async function loggedIn(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Username").fill("reader");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("article").first().waitFor();
  return page;
}
