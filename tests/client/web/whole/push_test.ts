import assert from "node:assert/strict";
import type { BrowserContext, CDPSession, Page, Worker } from "playwright-core";
import { DatabaseSync } from "node:sqlite";
import { browserTest } from "../../../support/browser.ts";
import { parseNetwork } from "../../../../server/access/network.ts";
import { databasePath } from "../../../../server/journal/database/database.ts";
import { TestBrowserKeys, TestPushService } from "../../../support/push_service.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { composerOf, nextFrame, register, say, untilTrue } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

interface Shown {
  title: string;
  body: string;
  tag: string;
}

/** A script of the page: the notifications that are shown. */
const SHOWN = `navigator.serviceWorker.ready.then((registration) =>
  registration.getNotifications()).then((all) =>
    all.map(({ body, tag, title }) => ({ title, body, tag })))`;

/** A script of the worker: whether a page of the chat is before somebody's eyes. */
const FOCUSED = `clients.matchAll({ type: "window", includeUncontrolled: true })
  .then((all) => all.some((client) => client.focused))`;

/** A script of the worker: it counts the pushes it has shown, as it says by the sign on its icon. */
const COUNT = `self.navigator.setAppBadge = () => {
  self.pushesShown = (self.pushesShown ?? 0) + 1;
  return Promise.resolve();
}`;

/** The worker of a page, with what the browser lets tests do with it. */
class PushTarget {
  readonly #cdp: CDPSession;
  readonly #page: Page;
  readonly worker: Worker;
  #registrationId = "";
  #elsewhere: Page | undefined;
  #pushed = 0;

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
    await worker.evaluate(COUNT);
    await target.#cdp.send("ServiceWorker.enable");
    target.#registrationId = await found.promise;
    return target;
  }

  /** Puts another page in front: who looks at the chat needs no push. */
  async lookAway(context: BrowserContext): Promise<void> {
    // Playwright has every page believe that it has the focus; newer browsers tell workers so as well.
    await this.#cdp.send("Emulation.setFocusEmulationEnabled", { enabled: false });
    const elsewhere = await context.newPage();
    await elsewhere.bringToFront();
    // A page that is driven like this one believes to have the focus, wherever that is.
    await this.#cdp.send("Emulation.setFocusEmulationEnabled", { enabled: false });
    await this.#isAway(elsewhere);
    this.#elsewhere = elsewhere;
  }

  /** Waits until the worker knows it, too: it asks the browser, which may learn of it later than the pages. */
  async #isAway(elsewhere: Page): Promise<void> {
    for (let frames = 0; await this.worker.evaluate(FOCUSED); frames++) {
      if (frames > 1_000) throw new Error("The page keeps the focus");
      await nextFrame(elsewhere);
    }
  }

  /** Has the browser deliver a push. */
  async push(data: unknown): Promise<void> {
    this.#pushed++;
    if (this.#elsewhere !== undefined) await this.#isAway(this.#elsewhere);
    await this.#cdp.send("ServiceWorker.deliverPushMessage", {
      origin: new URL(this.#page.url()).origin,
      registrationId: this.#registrationId,
      data: typeof data === "string" ? data : JSON.stringify(data),
    });
  }

  /**
   * The notifications that are shown when the worker is done with all that were pushed. Nobody asks the
   * browser before: it forgets one that is on its way when it is asked what it shows.
   */
  async shownAfterAll(): Promise<Shown[]> {
    await this.worker.evaluate(`new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error((self.pushesShown ?? 0) + " shown")), 20_000);
      const look = () => self.pushesShown === ${this.#pushed} ? resolve() : setTimeout(look, 20);
      look();
    })`);
    return await this.#page.evaluate<Shown[]>(SHOWN);
  }

  /** The notifications that are shown, as soon as `holds` (a script about `shown`) does. */
  async shown(holds: string): Promise<Shown[]> {
    await untilTrue(this.#page, `${SHOWN}.then((shown) => ${holds})`);
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
  await target.lookAway(context);

  await target.push({ id: 1, from: "bob", room: "ops", text: "first" });
  assert.equal((await target.shownAfterAll()).length, 1);
  await target.push({ id: 2, from: "bob", room: "ops", text: "look\u202e, @alice", mention: true });
  await target.push({ id: 3, from: "carol" });
  const shown = await target.shownAfterAll();
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
  await target.lookAway(context);
  await target.push("no JSON");
  assert.equal((await target.shownAfterAll())[0]?.body, "New message");
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
    await untilTrue(page, 'location.search === ""');
    assert.equal(await composerOf(page).inputValue(), "News\nhttps://example.org/");
  },
);

/** A script for a page whose push service is one of a test: no browser here reaches a real one. */
const subscribing = (keys: TestBrowserKeys, endpoint: string) => `
  let subscription = null;
  PushManager.prototype.getSubscription = () => Promise.resolve(subscription);
  PushManager.prototype.subscribe = ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly) throw new TypeError("No browser takes that");
    subscription = {
      options: { applicationServerKey: applicationServerKey.buffer },
      unsubscribe() {
        subscription = null;
        return Promise.resolve(true);
      },
      toJSON: () => ({
        endpoint: ${JSON.stringify(endpoint)},
        keys: ${JSON.stringify(keys.fields)},
      }),
    };
    return Promise.resolve(subscription);
  };
`;

browserTest(
  "who wants pushes gets them while the page is closed, and none after logging out",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using service = await TestPushService.start();
    const loopback = [parseNetwork("127.0.0.0/8")].filter((network) => network !== undefined);
    await using server = await startWebServer(folder, { pushNetworks: loopback });
    const { context, page } = await browser.person();
    await context.grantPermissions(["notifications"]);
    const keys = new TestBrowserKeys();
    await context.addInitScript(subscribing(keys, service.url("/alice")));
    await register(page, server.url, "alice");
    const bob = await server.register("bob");
    await page.evaluate("navigator.serviceWorker.ready.then(() => {})");
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("tab", { name: "Notifications" }).click();
    await page.getByRole("radio", { name: "Mentions and private messages" }).check();
    await page.getByText("The server knows").waitFor();
    await page.getByRole("checkbox", { name: "Say only who has written" }).check();
    // It is kept when the server has taken it.
    await untilTrue(page, `localStorage.getItem("chat-push").includes('"hidesText":true')`);
    await page.keyboard.press("Escape");
    await page.close();
    await bob.request("say", { room: "general", text: "nobody in particular" });
    const { id } = await bob.request("say", { room: "general", text: "look, @alice" });
    const { body } = await service.push(1);
    assert.deepEqual(JSON.parse(keys.decrypt(body)), {
      id,
      from: "bob",
      room: "general",
      mention: true,
    });

    const again = await context.newPage();
    await again.goto(server.url);
    await composerOf(again).waitFor();
    await say(again, "/logout keep");
    await again.getByRole("button", { name: "Log in" }).waitFor();
    await bob.request("say", { to: "alice", text: "nobody hears this" });
    // Of what comes later this browser would have been told before.
    const carol = await server.register("carol");
    await carol.request("push_subscribe", { ...keys.fields, endpoint: service.url("/carol") });
    await bob.request("say", { to: "carol", text: "hello" });
    assert.equal((await service.push(2)).path, "/carol");
  },
);

browserTest("who wants quiet hours chooses them, and the server is told", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { context, page } = await browser.person({ timezoneId: "Asia/Kathmandu" });
  await context.grantPermissions(["notifications"]);
  await context.addInitScript(subscribing(new TestBrowserKeys(), "https://push.example/alice"));
  await register(page, server.url, "alice");
  await page.evaluate("navigator.serviceWorker.ready.then(() => {})");
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("tab", { name: "Notifications" }).click();
  await page.getByRole("radio", { name: "Mentions and private messages" }).check();
  const told = page.getByText("The server knows");
  await told.waitFor();
  const quiet = () => {
    using database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
    return Object.values(
      database.prepare(
        "SELECT quiet_from, quiet_to, quiet_zone FROM push_subscriptions",
      ).get() ?? {},
    );
  };
  assert.deepEqual(quiet(), [null, null, null]);
  await page.getByRole("checkbox", { name: "Quiet hours" }).focus();
  await page.keyboard.press("Space");
  await page.getByText("By the clocks of Asia/Kat").waitFor();
  await told.waitFor();
  const [from, , zone] = quiet();
  assert.deepEqual([from, String(zone).slice(0, 8)], [1_320, "Asia/Kat"]);
  await page.getByLabel("To", { exact: true }).fill("22:00");
  await page.getByText("Choose two different times").waitFor();
  assert.deepEqual(await violationsOn(page), []);
  await page.getByLabel("To", { exact: true }).fill("06:30");
  await told.waitFor();
  assert.deepEqual(quiet().slice(0, 2), [1_320, 390]);
  await page.getByRole("checkbox", { name: "Quiet hours" }).uncheck();
  await told.waitFor();
  assert.deepEqual(quiet(), [null, null, null]);
});

browserTest(
  "who looks elsewhere is told by a notification, the title and the icon",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { context, page } = await browser.person();
    await context.grantPermissions(["notifications"]);
    await page.addInitScript(`
    globalThis.badges = [];
    navigator.setAppBadge = (count) => Promise.resolve(badges.push(count));
    navigator.clearAppBadge = () => Promise.resolve(badges.push(0));
    document.hasFocus = () => !globalThis.looksElsewhere;
  `);
    await register(page, server.url, "alice");
    const target = await PushTarget.of(context, page);
    const bob = await server.register("bob");
    await page.evaluate("looksElsewhere = true; dispatchEvent(new Event('blur'))");
    await bob.request("say", { room: "general", text: "nobody in particular" });
    await bob.request("say", { room: "general", text: "look, @alice" });
    assert.deepEqual(await target.shown("shown.length === 1"), [
      { title: "bob in #general", body: "look, @alice", tag: "#general" },
    ]);
    await untilTrue(page, `document.title.startsWith("(1) ") && badges.at(-1) === 1`);
    assert.ok(await page.locator('link[rel="icon"][href="/icons/chat-news.svg"]').count() === 1);
    await page.evaluate("looksElsewhere = false; dispatchEvent(new Event('focus'))");
    await target.shown("shown.length === 0");
    await untilTrue(page, `!document.title.startsWith("(") && badges.at(-1) === 0`);
    assert.ok(await page.locator('link[rel="icon"][href="/icons/chat.svg"]').count() === 1);
  },
);
