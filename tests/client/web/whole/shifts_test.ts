/** Nothing in the page moves by itself while it opens. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { logIn, messages, untilTrue } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

/** Runs in the page before anything else of it: what has moved (https://web.dev/articles/cls). */
const WATCH = `
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, sources, value } of list.getEntries()) {
      const what = sources.map(({ node }) => node?.id || node?.className || node?.nodeName);
      if (!hadRecentInput) globalThis.shifts.push(value.toFixed(4) + " " + what.join(", "));
    }
  }).observe({ type: "layout-shift", buffered: true });
`;

/** Runs in the page: the browser keeps the end of the room. */
const IS_KEPT = `(async () => {
  const asked = (request) => new Promise((resolve) => request.onsuccess = () => resolve(request.result));
  const database = await asked(indexedDB.open("chat"));
  const all = await asked(database.transaction("places").objectStore("places").getAll());
  database.close();
  return JSON.stringify(all).includes("message 150");
})()`;

for (
  const [name, viewport] of [
    ["on a phone", { width: 390, height: 780 }],
    ["on a wide screen", { width: 1280, height: 800 }],
  ] as const
) {
  browserTest(
    `nothing moves while a page opens ${name}, from what is kept or without`,
    async ({ browser }) => {
      using folder = new TemporaryFolder();
      await using server = await startWebServer(folder);
      const bob = await server.register("bob");
      for (let number = 1; number <= 150; number++) {
        await bob.request("say", {
          room: "general",
          text: `message ${number}${
            number % 3 === 0 ? " that goes on over more than one line ".repeat(4) : ""
          }`,
        });
      }
      await server.register("alice");
      const { page } = await browser.person({ viewport });
      await logIn(page, server.url, "alice");
      await untilTrue(page, IS_KEPT);
      await page.addInitScript(WATCH);
      await page.reload();
      assert.deepEqual(await shiftsUntilOpen(page), []);

      // The connection is made when what is kept has been shown.
      await page.routeWebSocket(/./, async (socket) => {
        await messages(page, "message 150").waitFor();
        socket.connectToServer();
      });
      await page.reload();
      assert.deepEqual(await shiftsUntilOpen(page), []);
    },
  );
}

/** What has moved until all that the server has sent at first is shown. */
async function shiftsUntilOpen(page: Page): Promise<unknown> {
  await messages(page, /^message 52$/).waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Send files" }).waitFor();
  await untilTrue(page, `document.querySelectorAll(".people-list li").length > 0`);
  // Shifts are told after the frame that they were in.
  await page.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve)))",
  );
  return await page.evaluate("globalThis.shifts");
}
