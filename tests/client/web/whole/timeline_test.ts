import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import type { TestClient } from "../../../support/test_client.ts";
import {
  composerOf,
  logIn,
  messages,
  nextFrame,
  register,
  say,
} from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest("a room opens at its first unread message", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const bob = await server.register("bob");
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await page.goto("about:blank");
  await sayMany(bob, 1, 300);

  await page.goto(server.url);
  await page.getByText("New messages").waitFor();
  await page.getByText("message 1", { exact: true }).waitFor();
  await untilInSight(page, "message 1");
  assert.equal(await isInSight(page, "message 300"), false);

  // Further down is fetched as it is reached, and the end is read.
  await page.getByRole("button", { name: /newest message|new messages/ }).click();
  await page.getByText("message 300", { exact: true }).waitFor();
  await untilInSight(page, "message 300");
  await page.getByRole("button", { name: "#general", exact: true }).waitFor();
});

browserTest(
  "what is read stays where it is while messages come and older ones are fetched",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const bob = await server.register("bob");
    await sayMany(bob, 1, 400);
    await server.register("alice");
    const { page } = await browser.person();
    await logIn(page, server.url, "alice");
    await page.getByText("message 400", { exact: true }).waitFor();
    // What was said before an account was made is not new to it.
    await composerOf(page).press("PageUp");
    await composerOf(page).press("PageUp");
    await page.getByRole("button", { name: "To the newest message" }).waitFor();
    const [name, top] = await firstInSight(page);
    await sayMany(bob, 401, 420);
    await page.getByRole("button", { name: "20 new messages" }).waitFor();
    await assertStays(page, name, top);

    // Up to the very beginning: pages come, and nothing jumps while they do.
    for (let turn = 0; turn < 60; turn++) {
      if (await page.getByText("This is where the conversation begins").isVisible()) break;
      await composerOf(page).press("PageUp");
      await settled(page);
      const [row, at] = await firstInSight(page);
      await settled(page);
      await assertStays(page, row, at);
    }
    await page.getByText("message 1", { exact: true }).waitFor();
    await composerOf(page).press("Escape");
    await page.getByText("message 420", { exact: true }).waitFor();
  },
);

browserTest(
  "a message is answered, edited, reacted to and deleted with the mouse",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const bob = await server.register("bob");
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    await bob.request("say", { room: "general", text: "who is here?" });

    await messages(page, "who is here?").hover();
    await page.getByRole("button", { name: "Reply" }).click();
    await page.getByText("Reply to bob").waitFor();
    await say(page, "I am");
    await messages(page, "I am").getByText("bob: who is here?").waitFor();

    await messages(page, "who is here?").locator(".message-text").hover();
    await page.getByRole("button", { name: "React" }).click();
    await page.getByRole("searchbox", { name: "Search emoji" }).fill("tada");
    await page.getByRole("button", { name: "tada" }).waitFor();
    await page.getByRole("searchbox", { name: "Search emoji" }).press("Enter");
    await page.getByRole("button", { name: "🎉: 1 person (alice)" }).waitFor();
    await page.getByRole("button", { name: "🎉: 1 person (alice)" }).click();
    await page.getByRole("button", { name: "🎉: 1 person (alice)" }).waitFor({ state: "detached" });

    // What was being written is there again after an edit.
    await composerOf(page).fill("half a thought");
    await messages(page, "I am").locator(".message-text").hover();
    await page.getByRole("button", { name: "Edit" }).click();
    await say(page, "I am here");
    await messages(page, "I am here").getByText("edited").waitFor();
    assert.equal(await composerOf(page).inputValue(), "half a thought");

    await messages(page, "I am here").locator(".message-text").hover();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("button", { name: "Show earlier versions" }).click();
    await page.getByRole("dialog").getByText("I am", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await messages(page, "I am here").locator(".message-text").hover();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog", { name: "Delete this message?" }).waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByText("(deleted)").waitFor();
  },
);

browserTest(
  "messages are chosen, answered, reacted to and reported with keys alone",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const bob = await server.register("bob");
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    await bob.request("say", { room: "general", text: "first" });
    await bob.request("say", { room: "general", text: "second" });
    await messages(page, "second").waitFor();

    await press(page, "Shift+Tab");
    await press(page, "ArrowUp");
    await press(page, "ArrowUp");
    await press(page, "r");
    await page.keyboard.type("to the first");
    await press(page, "Enter");
    await messages(page, "to the first").getByText("bob: first").waitFor();

    await press(page, "ArrowUp");
    await press(page, "End");
    await page.keyboard.type("!");
    await press(page, "Enter");
    await messages(page, "to the first!").waitFor();

    await press(page, "Shift+Tab");
    await press(page, "ArrowUp");
    await press(page, "ArrowUp");
    await press(page, "+");
    await page.getByRole("searchbox", { name: "Search emoji" }).waitFor();
    await page.keyboard.type("heart");
    await page.getByRole("button", { name: "heart", exact: true }).waitFor();
    await press(page, "Enter");
    await page.getByRole("button", { name: /1 person \(alice\)/ }).waitFor();

    await press(page, "Enter");
    await page.getByRole("dialog", { name: "Message of bob" }).waitFor();
    for (let turn = 0; turn < 10; turn++) {
      await press(page, "Tab");
      if (await page.locator(":focus").textContent() === "Report") break;
    }
    await press(page, "Enter");
    await page.getByLabel("Why").fill("a test");
    await press(page, "Enter");
    await page.getByText("It is reported").waitFor();
  },
);

browserTest("names, emoji and commands are completed", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  await server.register("bobby");
  const { page } = await browser.person();
  await register(page, server.url, "alice");

  await composerOf(page).pressSequentially("hello @bo");
  await page.getByRole("option", { name: "@bobby" }).waitFor();
  await composerOf(page).press("Enter");
  await composerOf(page).pressSequentially("have some :pizz");
  await page.getByRole("option", { name: "🍕" }).waitFor();
  await composerOf(page).press("Tab");
  assert.equal(await composerOf(page).inputValue(), "hello @bobby have some 🍕 ");
  await composerOf(page).press("Enter");
  await messages(page, "hello @bobby have some 🍕").waitFor();

  await composerOf(page).pressSequentially("/topi");
  await page.getByRole("option", { name: "/topic" }).waitFor();
  await composerOf(page).press("Enter");
  await composerOf(page).pressSequentially("food");
  await composerOf(page).press("Enter");
  await page.getByRole("main").getByText("food", { exact: true }).first().waitFor();
  await composerOf(page).fill("/tpoic x");
  await composerOf(page).press("Enter");
  await page.getByText("did you mean /topic?").waitFor();
  assert.equal(await composerOf(page).inputValue(), "/tpoic x", "it stays, to be corrected");
});

async function sayMany(client: TestClient, first: number, last: number): Promise<void> {
  for (let number = first; number <= last; number++) {
    await client.request("say", { room: "general", text: `message ${number}` });
  }
}

/** What is scrolled to is there a frame later at the latest. */
async function untilInSight(page: Page, text: string): Promise<void> {
  for (let frame = 0; frame < 100; frame++) {
    if (await isInSight(page, text)) return;
    await settled(page);
  }
  throw new Error(`${text} does not come into sight`);
}

async function isInSight(page: Page, text: string): Promise<boolean> {
  const [frame, row] = [page.getByRole("log"), page.getByText(text, { exact: true })];
  if (await row.count() === 0) return false;
  const [around, box] = [await frame.boundingBox(), await row.boundingBox()];
  return around !== null && box !== null && box.y >= around.y &&
    box.y + box.height <= around.y + around.height;
}

/** The first message that is wholly in sight, and where its upper edge is. */
async function firstInSight(page: Page): Promise<[text: string, top: number]> {
  return await page.getByRole("log").evaluate((frame) => {
    const { top } = frame.getBoundingClientRect();
    for (const row of frame.querySelectorAll(".message-text")) {
      const edges = row.getBoundingClientRect();
      if (edges.top >= top) return [row.textContent ?? "", edges.top] as [string, number];
    }
    throw new Error("there is no message in sight");
  });
}

async function assertStays(page: Page, text: string, top: number): Promise<void> {
  const box = await page.getByText(text, { exact: true }).boundingBox();
  assert.ok(box !== null && Math.abs(box.y - top) <= 2, `${text} went from ${top} to ${box?.y}`);
}

/** Two frames without anything being fetched. */
async function settled(page: Page): Promise<void> {
  await page.getByText("Loading …").waitFor({ state: "detached" });
  await nextFrame(page);
}

/** Presses a key as people do, who see what it has done before they press the next. */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await nextFrame(page);
}
