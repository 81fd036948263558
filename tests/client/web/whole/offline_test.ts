import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import {
  TemporaryFolder,
  type TestServer,
  type TestServerOptions,
} from "../../../support/test_server.ts";
import { messages, messageTexts, register, say, untilTrue } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";
import { unpackPage } from "../../../../page_assets.ts";
import type { PageAsset } from "../../../../server/base/page_asset.ts";
import { upToDatePage } from "../../../../tools/build/web_assets.ts";

const KEPT = "No connection: these are the messages of the last time";

/** Stops a server; `start` starts it once more, behind the same port. */
async function again(folder: TemporaryFolder, server: TestServer) {
  const port = server.running.webPort ?? 0;
  await server.stop();
  return {
    start: (options: TestServerOptions = {}) =>
      startWebServer(folder, {
        web: { isOpen: true, origins: [], at: { host: "127.0.0.1", port } },
        ...options,
      }),
  };
}

/** A script of the page: what a store of the browser holds. */
const stored = (store: string) =>
  `(async () => {
    const asked = (request) => new Promise((resolve) => request.onsuccess = () => resolve(request.result));
    const database = await asked(indexedDB.open("chat"));
    const all = await asked(database.transaction("${store}").objectStore("${store}").getAll());
    database.close();
    return all;
  })()`;

/** Waits until the worker has the page, and the browser keeps a message. */
async function keeps(page: Page, text: string): Promise<void> {
  await page.evaluate("navigator.serviceWorker.ready.then(() => {})");
  await untilTrue(
    page,
    `${stored("places")}.then((all) => JSON.stringify(all).includes(${JSON.stringify(text)}))`,
  );
}

/** Waits until so many messages wait in the browser to be sent. */
async function untilOutbox(page: Page, count: number): Promise<void> {
  await untilTrue(page, `${stored("outbox")}.then(({ length }) => length === ${count})`);
}

/** Opens the part of the settings that tells of this browser. */
async function openNotifications(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("tab", { name: "Notifications" }).click();
}

/** A page of somebody who is there already, while the server is away. */
async function openedOffline(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByText(KEPT).waitFor();
  return page;
}

browserTest(
  "what is written without a connection goes out once, over pages that are closed",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using first = await startWebServer(folder);
    const { url } = first;
    const alice = await browser.person();
    const bob = await browser.person();
    await register(alice.page, url, "alice");
    await register(bob.page, url, "bob");
    await say(alice.page, "said before");
    await messages(bob.page, "said before").waitFor();
    await keeps(alice.page, "said before");

    const { start } = await again(folder, first);
    await alice.page.close();
    const opened = await openedOffline(alice.context, url);
    await messages(opened, "said before").waitFor();
    await say(opened, "said without a connection");
    await opened.getByText("said without a connection").waitFor();
    await untilOutbox(opened, 1);
    await opened.close();
    const last = await openedOffline(alice.context, url);
    await last.getByText("said without a connection").waitFor();

    await using _second = await start();
    await messages(bob.page, "said without a connection").waitFor();
    await messages(last, "said without a connection").waitFor();
    await say(last, "said after");
    await messages(bob.page, "said after").waitFor();
    const all = ["said before", "said without a connection", "said after"];
    assert.deepEqual(await messageTexts(bob.page), all);
    assert.deepEqual(await messageTexts(last), all);
    await untilOutbox(last, 0);
  },
);

browserTest(
  "what was kept is shown while the connection is being made, and what is entered then is done",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const alice = await browser.person();
    await register(alice.page, server.url, "alice");
    await say(alice.page, "said before");
    await keeps(alice.page, "said before");
    await untilTrue(alice.page, `${stored("account")}.then(([one]) => one?.places?.length === 1)`);
    await alice.page.close();
    const bob = await server.register("bob");
    await bob.request("say", { room: "general", text: "said meanwhile" });

    const opened = Promise.withResolvers<void>();
    const page = await alice.context.newPage();
    await page.routeWebSocket("**/ws", async (socket) => {
      await opened.promise;
      socket.connectToServer();
    });
    await page.goto(server.url);
    await messages(page, "said before").waitFor();
    assert.equal(await page.getByText(KEPT).count(), 0);
    await say(page, "said early");
    await say(page, "/topic a topic of alice");
    await page.getByText("Connecting").waitFor();
    opened.resolve();
    await messages(page, "said meanwhile").waitFor();
    await messages(page, "said early").waitFor();
    await page.getByText("a topic of alice").first().waitFor();
    assert.deepEqual(await messageTexts(page), ["said before", "said meanwhile", "said early"]);
  },
);

browserTest("one of two pages sends what the other has left", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using first = await startWebServer(folder);
  const { url } = first;
  const alice = await browser.person();
  await register(alice.page, url, "alice");
  await say(alice.page, "said before");
  await keeps(alice.page, "said before");

  const { start } = await again(folder, first);
  const other = await openedOffline(alice.context, url);
  await say(other, "by the other page");
  await say(alice.page, "by this page");
  await untilOutbox(alice.page, 2);
  // It is taken over when that page is gone, and not before.
  assert.equal(await alice.page.getByText("by the other page").count(), 0);
  await other.close();
  await alice.page.getByText("by the other page").waitFor();

  await using _second = await start();
  await messages(alice.page, "by the other page").waitFor();
  await messages(alice.page, "by this page").waitFor();
  await say(alice.page, "said after");
  await messages(alice.page, "said after").waitFor();
  const texts = await messageTexts(alice.page);
  assert.deepEqual(texts.toSorted(), [
    "by the other page",
    "by this page",
    "said after",
    "said before",
  ]);
});

browserTest(
  "a browser that keeps nothing says so, and loses nothing as long as the page is open",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using first = await startWebServer(folder);
    const { page } = await browser.person();
    await page.addInitScript(() => {
      const forbidden = () => {
        throw new DOMException("forbidden", "SecurityError");
      };
      Object.defineProperty(globalThis, "indexedDB", { get: () => ({ open: forbidden }) });
      Storage.prototype.setItem = forbidden;
      Storage.prototype.getItem = forbidden;
    });
    await register(page, first.url, "alice");
    await openNotifications(page);
    await page.getByText("This browser keeps nothing here").waitFor();
    await page.keyboard.press("Escape");
    const { start } = await again(folder, first);
    await page.getByText("Connection lost").waitFor();
    await say(page, "still here");
    await page.getByText("leave this page open until it is sent").waitFor();
    await using _second = await start();
    await messages(page, "still here").waitFor();
  },
);

browserTest("logging out leaves nothing in the browser", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await say(page, "a secret");
  await keeps(page, "a secret");
  await say(page, "/logout keep");
  await page.getByRole("button", { name: "Log in" }).waitFor();
  const left = [];
  for (const store of ["account", "places", "outbox"]) {
    left.push(...await page.evaluate<unknown[]>(stored(store)));
  }
  assert.deepEqual(left, []);
  await page.reload();
  await page.getByRole("button", { name: "Log in" }).waitFor();
  assert.ok(!(await page.content()).includes("a secret"));
});

browserTest(
  "a browser without room says so, and loses nothing as long as the page is open",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using first = await startWebServer(folder);
    const { page } = await browser.person();
    await page.addInitScript(`
    IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
  `);
    await register(page, first.url, "alice");
    const { start } = await again(folder, first);
    await page.getByText("Connection lost").waitFor();
    await say(page, "still here");
    await page.getByText("leave this page open until it is sent").waitFor();
    await openNotifications(page);
    await page.getByText("This browser has no room left").waitFor();
    await page.keyboard.press("Escape");
    await using _second = await start();
    await messages(page, "still here").waitFor();
  },
);

browserTest(
  "an older page is told of a newer server, and what waits goes out from the new one",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using first = await startWebServer(folder);
    const { page } = await browser.person();
    await register(page, first.url, "alice");
    await say(page, "said before");
    await keeps(page, "said before");
    const { start } = await again(folder, first);
    await page.getByText("Connection lost").waitFor();
    await say(page, "said without a connection");
    await untilOutbox(page, 1);

    await using _second = await start({ pageAssets: newerPage });
    await page.getByRole("button", { name: "Reload" }).click();
    await page.locator("meta[name=newer]").waitFor({ state: "attached" });
    await messages(page, "said without a connection").waitFor();
    assert.deepEqual(await messageTexts(page), ["said before", "said without a connection"]);
    assert.equal(await page.getByRole("button", { name: "Reload" }).count(), 0);
  },
);

/** The page as a later version of the program has it. */
async function newerPage(): Promise<PageAsset[]> {
  const assets = unpackPage(await upToDatePage());
  const [, version = ""] = /"version":"(\w+)"/.exec(textOf(assets, "/sw.js")) ?? [];
  const newer = version.replace(/./g, (digit) => digit === "0" ? "1" : "0");
  const title = '<meta name="version"';
  return assets.map((asset) => {
    if (asset.path !== "/" && asset.path !== "/sw.js") return asset;
    const text = textOf(assets, asset.path).replaceAll(version, newer)
      .replace(title, `<meta name="newer">${title}`);
    const identity = new TextEncoder().encode(text);
    return { ...asset, etag: '"newer"', identity, gzip: undefined, brotli: undefined };
  });
}

function textOf(assets: readonly PageAsset[], path: string): string {
  const asset = assets.find((each) => each.path === path);
  return new TextDecoder().decode(asset?.identity);
}

browserTest("a page without a worker says so, and has no errors", async ({ browser }) => {
  using folder = new TemporaryFolder();
  // Its own certificate, which nobody vouches for.
  await using server = await startWebServer(folder, {
    tls: { kind: "own" },
    web: { isOpen: true, origins: [], at: undefined },
  });
  const { page } = await browser.person();
  await register(page, `https://localhost:${server.port}/`, "alice");
  await openNotifications(page);
  await page.getByText("This page cannot be installed").waitFor();
  await page.getByText("The last messages of each room are kept").waitFor();
});
