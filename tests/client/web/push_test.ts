import assert from "node:assert/strict";
import type { BrowserContext, CDPSession, Page, Worker } from "playwright-core";
import { browserTest } from "../../support/browser.ts";
import { TemporaryFolder } from "../../support/test_server.ts";
import { composerOf, register } from "../../support/web_page.ts";
import { startWebServer } from "../../support/web_server.ts";

interface Shown {
  title: string;
  body: string;
  tag: string;
}

/** A script of the page: the notifications that are shown. */
const SHOWN = `navigator.serviceWorker.ready.then((registration) =>
  registration.getNotifications()).then((all) =>
    all.map(({ body, tag, title }) => ({ title, body, tag })))`;

/** The worker of a page, with what the browser lets tests do with it. */
class PushTarget {
  readonly #cdp: CDPSession;
  readonly #page: Page;
  readonly worker: Worker;
  #registrationId = "";

  private constructor(cdp: CDPSession, page: Page, worker: Worker) {
    this.#cdp = cdp;
    this.#page = page;
    this.worker = worker;
  }

  static async of(context: BrowserContext, page: Page): Promise<PushTarget> {
    await page.evaluate("navigator.serviceWorker.ready.then(() => {})");
    const [worker = await context.waitForEvent("serviceworker")] = context.serviceWorkers();
    const target = new PushTarget(await context.newCDPSession(page), page, worker);
    const found = Promise.withResolvers<string>();
    target.#cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [registration] = registrations;
      if (registration !== undefined) found.resolve(registration.registrationId);
    });
    await target.#cdp.send("ServiceWorker.enable");
    target.#registrationId = await found.promise;
    return target;
  }

  /** Has the browser deliver a push. */
  async push(data: unknown): Promise<void> {
    await this.#cdp.send("ServiceWorker.deliverPushMessage", {
      origin: new URL(this.#page.url()).origin,
      registrationId: this.#registrationId,
      data: typeof data === "string" ? data : JSON.stringify(data),
    });
  }

  /** The notifications that are shown, as soon as `holds` (a script about `shown`) does. */
  async shown(holds: string): Promise<Shown[]> {
    await this.#page.waitForFunction(`${SHOWN}.then((shown) => ${holds})`);
    return await this.#page.evaluate<Shown[]>(SHOWN);
  }

  /** Chooses the only notification. */
  async choose(): Promise<void> {
    await this.worker.evaluate(`registration.getNotifications().then(([notification]) =>
      dispatchEvent(new NotificationEvent("notificationclick", { notification }))
    ).then(() => {})`);
  }
}

browserTest("a push is shown, and choosing it opens the room", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { context, page } = await browser.person();
  await context.grantPermissions(["notifications"]);
  await register(page, server.url, "alice");
  await server.login("alice").then((other) => other.request("create", { room: "ops" }));
  const target = await PushTarget.of(context, page);
  // Another page has the focus: who looks at the chat needs no push.
  const elsewhere = await context.newPage();
  await elsewhere.bringToFront();

  await target.push({ id: 1, from: "bob", room: "ops", text: "first" });
  await target.shown("shown.length === 1");
  await target.push({ id: 2, from: "bob", room: "ops", text: "look\u202e, @alice", mention: true });
  await target.push({ id: 3, from: "carol" });
  const shown = await target.shown(
    'shown.length === 2 && shown.some(({ body }) => body.includes("@alice"))',
  );
  assert.deepEqual(shown.toSorted((one, other) => one.tag < other.tag ? -1 : 1), [
    { title: "carol", body: "New message", tag: "#@carol" },
    { title: "bob · #ops", body: "look�, @alice", tag: "#ops" },
  ]);
  await page.evaluate(`navigator.serviceWorker.ready.then((registration) =>
    registration.getNotifications({ tag: "#@carol" })).then(([carol]) => carol.close())`);
  await target.choose();
  await page.getByRole("heading", { name: "#ops" }).waitFor();
  assert.equal(new URL(page.url()).hash, "#ops");
});

browserTest("a push that nobody can read is told without words", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { context, page } = await browser.person();
  await context.grantPermissions(["notifications"]);
  await register(page, server.url, "alice");
  const target = await PushTarget.of(context, page);
  await (await context.newPage()).bringToFront();
  await target.push("no JSON");
  assert.equal((await target.shown("shown.length === 1"))[0]?.body, "New message");
});

browserTest(
  "the page can be installed, and takes what other applications share",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    const cdp = await context.newCDPSession(page);
    const { errors } = await cdp.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
    // Windows of tests are private ones, which nothing is installed from.
    const others = installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito");
    assert.deepEqual(others, []);

    await page.goto(`${server.url}?share-title=News&share-url=https%3A%2F%2Fexample.org%2F`);
    await composerOf(page).waitFor();
    await page.waitForFunction('location.search === ""');
    assert.equal(await composerOf(page).inputValue(), "News\nhttps://example.org/");
  },
);
