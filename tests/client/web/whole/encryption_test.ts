/** Private messages between pages and terminals, end-to-end encrypted. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Locator, Page } from "playwright-core";
import { encode } from "uqr";
import { qrPath } from "../../../../client/web/views/dialogs/kit/qr_path.ts";
import { browserTest } from "../../../support/browser.ts";
import { holding } from "../../../support/holding.ts";
import { granted } from "../../../support/stage.ts";
import { runChat } from "../../../support/run_chat.ts";
import { SealedUser } from "../../../support/sealed_user.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { dialog, noise, picture, send, sha256, uploads } from "../../../support/web_files.ts";
import {
  composerOf,
  logIn,
  messages,
  register,
  say,
  untilTrue,
} from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

const CODE = /(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}/;

browserTest(
  "a page and a terminal read what the other one has sealed, and a reload keeps the keys",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    await say(page, "/msg bob the first one");
    assert.equal((await bob.reads("the first one") as Mark).encryption, "sealed");
    assert.deepEqual(await violationsOn(page), []);
    assert.match(await seenCode(page), CODE);
    await goTo(page, "bob");
    await page.getByText("encrypted", { exact: true }).waitFor();
    await say(page, "from the page");
    assert.equal((await bob.reads("from the page") as Mark).encryption, "sealed");
    await bob.link.say({ to: "alice", text: "from the terminal" });
    await messages(page, "from the terminal").waitFor();

    // An edit, an answer and a reaction.
    const own = messages(page, "from the page");
    await own.hover();
    await own.getByRole("button", { name: "Edit" }).click();
    await composerOf(page).fill("from this page");
    await composerOf(page).press("Enter");
    await bob.until(() =>
      bob.changes.find((change) => "text" in change && change.text === "from this page")
    );
    await page.getByRole("button", { name: "Search in @bob" }).click();
    const search = page.getByRole("combobox", { name: "Search" });
    await search.fill("terminal");
    await page.getByRole("listbox").getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");

    await page.reload();
    await messages(page, "from this page").waitFor();
    assert.equal(await page.getByRole("button", { name: "Show the code" }).count(), 0);
    await messages(page, "from the terminal").waitFor();
    await say(page, "with the same keys");
    await bob.reads("with the same keys");

    // Another tab has the same keys.
    const other = await context.newPage();
    await other.goto(`${server.url}#@bob`);
    await messages(other, "with the same keys").waitFor();
    await say(other, "from another tab");
    await bob.reads("from another tab");
    await messages(page, "from another tab").waitFor();

    await bob.link.request("delete", { id: (await bob.reads("from the terminal")).id });
    for (const each of [page, other]) {
      await messages(each, "from the terminal").waitFor({ state: "detached" });
    }
    await messages(page, "from another tab").hover();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").last().getByRole("button", { name: "Delete" }).click();
    await bob.until(() => bob.changes.filter(({ event }) => event === "deleted")[1]);
    await messages(other, "from another tab").waitFor({ state: "detached" });
  },
);

browserTest(
  "a page that was loaded anew searches back through all that is encrypted, and says how far",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    await page.getByRole("button", { name: "Do without" }).click();
    await bob.link.say({ to: "alice", text: "the very first one" });
    // More than a page of messages, of which this page has opened the newest when it is loaded.
    for (let count = 0; count < 120; count++) {
      await bob.link.say({ to: "alice", text: `number ${count}` });
    }
    await page.reload();
    await composerOf(page).waitFor();
    await page.keyboard.press("ControlOrMeta+Shift+f");
    await page.getByRole("combobox", { name: "Search" }).fill("very first");
    await page.getByRole("listbox").getByRole("option", { name: "the very first one" }).waitFor();
    await page.getByText(/Encrypted messages: all of them searched, back to \d{4}-/).waitFor();
    assert.deepEqual(await violationsOn(page), []);
    await page.keyboard.press("Enter");
    await messages(page, "the very first one").waitFor();
  },
);

browserTest(
  "a page whose server has its files no more offers to be loaded anew, and comes in when it can",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    // Its own certificate, which nobody vouches for: without a worker nothing is kept of what comes later.
    await using server = await startWebServer(folder, {
      tls: { kind: "own" },
      web: { isOpen: true, origins: [], at: undefined },
    });
    await server.register("alice");
    const { context, page } = await browser.person();
    let isGone = true;
    await context.route(
      /sealed_links.*\.js$/,
      (route) => isGone ? route.abort() : route.continue(),
    );
    await page.goto(`https://localhost:${server.port}/`);
    await page.getByLabel("Name").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Log in" }).click();
    const reload = page.getByRole("button", { name: "Reload" });
    await reload.waitFor();
    isGone = false;
    await reload.click();
    await composerOf(page).waitFor();
  },
);

browserTest(
  "a recovery code that waits is not shown without a connection, and that is said",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    const show = page.getByRole("button", { name: "Show the code" });
    await show.waitFor();
    await server.stop();
    await page.getByText("Connection lost").first().waitFor();
    await show.click();
    await page.getByText("The connection is lost; try again when it is back").waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0);
    await show.waitFor();
  },
);

browserTest(
  "whoever is logged out loses the keys with it, another password asks, and a browser can forget them",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    await using alice = await SealedUser.enters(server, "alice");
    const { page } = await browser.person();
    await logIn(page, server.url, "alice");
    const keys = await encryptionOf(page);
    await keys.getByText("With your recovery code").click();
    await keys.getByLabel("Recovery code").fill(alice.codes[0] ?? "");
    await keys.getByLabel("Recovery code").press("Enter");
    await keys.getByText("Encryption is on").waitFor();
    await keys.getByRole("listitem").filter({ hasText: "terminal 1" }).getByText("logged in")
      .waitFor();

    // Another password logs the terminal out, and asks about its keys.
    await keys.getByRole("tab", { name: "Security" }).click();
    const settings = page.getByRole("dialog");
    await settings.getByLabel("Your password").first().fill(PASSWORD);
    await settings.getByLabel("New password", { exact: true }).fill("another horse 8");
    await settings.getByLabel("New password once more").fill("another horse 8");
    await settings.getByRole("button", { name: "Change the password" }).click();
    await settings.getByText("Your other devices can still read").waitFor();
    assert.deepEqual(await violationsOn(page), []);
    await settings.getByRole("tab", { name: "Encryption" }).click();
    await settings.getByRole("listitem").filter({ hasText: "terminal 1" }).getByText(
      "not logged in",
    )
      .waitFor();

    // The terminal is back; its login ends together with its keys.
    await using again = await SealedUser.connects(server, { folder: alice.folder });
    await again.link.logIn({ username: "alice", password: "another horse 8", register: false });
    again.link.begin();
    await bob.link.say({ to: "alice", text: "to both" });
    await again.reads("to both");
    await settings.getByRole("tab", { name: "Devices" }).click();
    await settings.getByRole("button", { name: "Log out a test" }).click();
    const question = settings.getByRole("group", { name: /and remove terminal 1/ });
    assert.deepEqual(await violationsOn(page), []);
    await question.getByRole("button", { name: "Log out" }).click();
    await again.link.ended;
    await settings.getByRole("button", { name: "Log out a test" }).waitFor({ state: "detached" });

    await settings.getByRole("button", { name: "Log out and forget the keys" }).click();
    await settings.getByRole("group", { name: /or with your recovery code/ })
      .getByRole("button", { name: "Log out and forget the keys" }).click();
    await page.getByLabel("Username").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill("another horse 8");
    await page.getByLabel("Password", { exact: true }).press("Enter");
    await composerOf(page).waitFor();
    await page.getByText("1 encrypted conversation is not readable here.").waitFor();
    await goTo(page, "bob");
    await messages(page, "[encrypted: this browser is not linked]").waitFor();
    await bob.link.say({ to: "alice", text: "nobody holds this up" });
    assert.equal((await bob.reads("nobody holds this up") as Mark).encryption, "sealed");
  },
);

browserTest(
  "another browser is linked by a code, and reads nothing new once it was removed",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    await page.getByRole("button", { name: "Do without" }).click();
    const keys = await encryptionOf(page);
    await keys.getByText("Encryption is on").waitFor();
    await keys.getByText("browser 1").waitFor();
    await bob.link.say({ to: "alice", text: "before" });
    await keys.getByRole("button", { name: "Show a code" }).click();
    await keys.getByRole("img", { name: "Code for the other device" }).waitFor();
    const code = await keys.locator("code").innerText();
    assert.deepEqual(await violationsOn(page), []);

    const { page: second } = await browser.person({ colorScheme: "dark" });
    await logIn(second, server.url, "alice");
    await goTo(second, "bob");
    await second.getByText("This browser is not linked: nothing can be sent here").waitFor();
    await messages(second, "[encrypted: this browser is not linked]").waitFor();
    assert.equal(await messages(second, "before").count(), 0);
    const theirs = await encryptionOf(second);
    await theirs.getByText("This browser is not linked").waitFor();
    assert.deepEqual(await violationsOn(second), []);
    await theirs.getByLabel("Code of the other device").fill(code);
    await theirs.getByLabel("Code of the other device").press("Enter");
    await theirs.getByText("Encryption is on").waitFor();
    await second.keyboard.press("Escape");
    await messages(second, "before").waitFor();
    await second.reload();
    await messages(second, "before").waitFor();

    await keys.getByRole("button", { name: "Remove browser 2" }).click();
    await keys.getByRole("group").getByRole("button", { name: "Remove" }).click();
    await keys.getByText("browser 2").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await goTo(page, "bob");
    await say(page, "after the removal");
    await bob.reads("after the removal");
    assert.equal(await messages(second, "after the removal").count(), 0);
  },
);

browserTest(
  "a page opens a file that a terminal has encrypted, and a terminal one that a page has",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    using files = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    await goTo(page, "bob");
    await say(page, "send me the plan");
    await bob.reads("send me the plan");

    const text = "the plan ".repeat(20_000);
    const path = `${files.path}/plan.txt`;
    await Deno.writeTextFile(path, text);
    const sent = await runChat(
      ["send", path, `bob@127.0.0.1:${server.port}`, "--to", "alice", "--no-tls"],
      { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: bob.folder },
    );
    assert.equal(sent.code, 0, sent.stderr);
    const save = page.getByRole("button", { name: /^Save plan\.txt, / });
    await save.waitFor();
    assert.equal(await page.getByRole("link", { name: /plan\.txt/ }).count(), 0);
    const [saved] = await Promise.all([page.waitForEvent("download"), save.click()]);
    assert.equal(saved.suggestedFilename(), "plan.txt");
    assert.equal(await Deno.readTextFile(await saved.path()), text);

    // Another content under the same address is not saved.
    await page.route("**/files/**", (route) => route.fulfill({ body: "x".repeat(200) }));
    await save.click();
    await page.getByText("is not what was sent, and was not saved").waitFor();

    await page.unroute("**/files/**");

    // Nothing of what the page sends leaves it as it is, and it goes on when it was loaded anew.
    const canary = "canary-77ab01";
    const data = new TextEncoder().encode(`${canary}\n`.repeat(200_000));
    const held = Promise.withResolvers<void>();
    await context.route("**/files/uploads/*", async (route) => {
      held.resolve();
      await route.abort("connectionreset");
    });
    await send(page, [{ name: `${canary}.txt`, mimeType: "text/x-canary", buffer: data }], canary);
    await held.promise;
    await uploads(page).getByText("waits for a connection").waitFor();
    await untilTrue(page, KEPT_FILES);
    await page.reload();
    await uploads(page).getByText(`${canary}.txt`).waitFor();
    await context.unroute("**/files/uploads/*");
    const own = page.getByRole("button", { name: new RegExp(`^Save ${canary}\\.txt, `) });
    await own.waitFor();
    await uploads(page).waitFor({ state: "detached" });
    const seen = await bob.until(() =>
      bob.messages.find(({ file }) => file?.name === `${canary}.txt`)
    );
    assert.deepEqual(
      [seen.text, seen.encryption, seen.file?.size, seen.file?.type],
      [canary, "sealed", data.length, "text/x-canary"],
    );
    assert.equal(
      bob.messages.filter(({ kind, from }) => kind === "file" && from === "alice").length,
      1,
    );
    const got = `${files.path}/got.txt`;
    const fetched = await runChat(
      ["get", `bob@127.0.0.1:${server.port}`, String(seen.id), "--output", got, "--no-tls"],
      { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: bob.folder },
    );
    assert.equal(fetched.code, 0, fetched.stderr);
    assert.deepEqual(await Deno.readFile(got), data);
    const [savedOwn] = await Promise.all([page.waitForEvent("download"), own.click()]);
    assert.deepEqual(await Deno.readFile(await savedOwn.path()), data);

    // Of a picture everybody who can open it sees the preview.
    const buffer = await picture(page, { width: 800, height: 400 });
    await send(page, [{ name: `${canary}.png`, mimeType: "image/png", buffer }], "a picture");
    const preview = messages(page, "a picture").locator(".file-shown");
    await preview.waitFor();
    const { height, width } = await preview.boundingBox() ?? {};
    assert.deepEqual([width, height], [384, 192]);
    await untilTrue(
      page,
      'document.querySelector(".file-shown").style.backgroundImage.startsWith("url(\\"data:image/png")',
    );
    const pictured = await bob.reads("a picture");
    assert.deepEqual([pictured.file?.width, pictured.file?.type], [800, "image/png"]);
    assert.deepEqual([...holding(folder.path, canary), ...holding(folder.path, "x-canary")], []);
    assert.ok(!JSON.stringify(server.log.lines).includes(canary));
  },
);

browserTest(
  "an encrypted file that the browser did not keep is asked about and encrypted anew",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { context, page } = await browser.person();
    await context.addInitScript(`
      StorageManager.prototype.estimate = () => Promise.resolve({ quota: 1_000, usage: 0 });
    `);
    await register(page, server.url, "alice");
    await goTo(page, "bob");
    await say(page, "the plan comes");
    await bob.reads("the plan comes");
    const held = Promise.withResolvers<void>();
    await context.route("**/files/uploads/*", async (route) => {
      held.resolve();
      await route.abort("connectionreset");
    });
    const plan = { name: "plan.txt", mimeType: "text/plain", buffer: noise(1_000_000) };
    await send(page, [plan], "here it is");
    await held.promise;
    page.once("dialog", (question) => void question.accept());
    await page.reload();
    const again = uploads(page).getByRole("button", { name: "Choose again: plan.txt" });
    await again.waitFor();
    await context.unroute("**/files/uploads/*");
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), again.click()]);
    await chooser.setFiles({ ...plan, buffer: Buffer.from(plan.buffer) });
    assert.equal(await dialog(page).getByLabel("Caption").inputValue(), "here it is");
    assert.equal(await uploads(page).count(), 0);
    await dialog(page).getByRole("button", { name: /^Send \d/ }).click();
    const seen = await bob.reads("here it is");
    assert.deepEqual(
      [(seen as Mark).encryption, seen.file?.name, seen.file?.sha256],
      ["sealed", "plan.txt", sha256(plan.buffer)],
    );
  },
);

browserTest("numbers are compared with a terminal, and both are verified", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  await using bob = await SealedUser.enters(server, "bob");
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await say(page, "/msg bob hello");
  await bob.reads("hello");
  await goTo(page, "bob");
  await page.getByRole("button", { name: "About @bob" }).click();
  const person = page.getByRole("dialog", { name: "bob" });
  await person.getByRole("button", { name: "Compare numbers" }).click();
  const shown = await person.getByRole("group", { name: "Number to compare" }).innerText();
  const powers = await bob.link.keyPowers();
  assert.equal(shown, (await powers?.verification("alice"))?.number.join(" "));
  assert.deepEqual(await violationsOn(page), []);
  await person.getByRole("button", { name: "The numbers are the same" }).click();
  await person.getByText("encrypted, verified").waitFor();

  // Bob begins anew: nothing is sent before somebody has looked.
  await powers?.reset(PASSWORD, undefined);
  await page.keyboard.press("Escape");
  await page.getByText("bob HAS OTHER KEYS THAN BEFORE").waitFor();
  await say(page, "to whom?");
  await page.getByText("not sent: bob has other keys: NOTHING is sent").waitFor();
  await page.getByRole("button", { name: "About @bob" }).click();
  await person.getByRole("button", { name: "Take the new keys" }).click();
  await person.getByRole("group").getByRole("button", { name: "Take the new keys" }).click();
  await person.getByText("encrypted", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Send again" }).click();
  await bob.reads("to whom?");
});

browserTest(
  "the camera of a phone opens the number that another device shows, and the page compares it",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    await say(page, "/msg bob hello");
    await bob.reads("hello");
    const { origin } = new URL(server.url);
    const shown = await (await bob.link.keyPowers())?.verification("alice");
    const link = shown?.linkAt(origin) ?? "";

    // A phone opens what it reads in a tab of its own.
    const phone = await context.newPage();
    await phone.goto(link);
    const person = phone.getByRole("dialog", { name: "bob" });
    await person.getByText("has the same number").waitFor();
    assert.doesNotMatch(phone.url(), /verify/);
    assert.deepEqual(await violationsOn(phone), []);
    const own = await person.getByRole("img", { name: "QR code" }).locator("path").getAttribute(
      "d",
    );
    const answering = link.replace("verify=bob", "verify=alice");
    assert.equal(own, qrPath(encode(answering, { ecc: "M", border: 4 }).data));
    await person.getByRole("button", { name: "The numbers are the same" }).click();
    await person.getByText("encrypted, verified").waitFor();
    await phone.keyboard.press("Escape");
    await person.waitFor({ state: "detached" });
    await phone.reload();
    await composerOf(phone).waitFor();
    assert.equal(await person.count(), 0);

    // Another number is said to be one, also where the page is open already.
    const other = link.replace(/\d(?=\d{9}$)/, (digit) => String((Number(digit) + 1) % 10));
    await phone.evaluate(`location.hash = ${JSON.stringify(new URL(other).hash)}`);
    await person.getByText("HAS ANOTHER NUMBER").waitFor();
    assert.equal(await person.getByRole("button", { name: "The numbers are the same" }).count(), 0);
    assert.deepEqual(await violationsOn(phone), []);

    // Whoever has to log in first is shown it then.
    const { page: stranger } = await browser.person();
    await logIn(stranger, link, "alice");
    await stranger.getByRole("dialog", { name: "bob" }).getByText("not linked").waitFor();
  },
);

browserTest(
  "encrypted messages are answered, reacted to and reported; the recovery code opens all, in German",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const carol = await server.register("carol");
    await granted(carol, "claim", { code: server.running.claimCode });
    await using bob = await SealedUser.enters(server, "bob");
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    // Two tabs come in at once: there is one account with one device in this browser.
    const tab = await context.newPage();
    await tab.goto(server.url);
    await composerOf(tab).waitFor();
    const first = tab;
    const code = await seenCode(first);
    assert.match(code, CODE);
    await page.getByRole("button", { name: "Show the code" }).waitFor({ state: "detached" });
    await page.close();

    await bob.link.say({ to: "alice", text: "who is here?" });
    await goTo(first, "bob");
    await messages(first, "who is here?").hover();
    await first.getByRole("button", { name: "Reply" }).click();
    await say(first, "I am");
    const answer = await bob.reads("I am");
    assert.equal(answer.reply_to, (await bob.reads("who is here?")).id);
    await messages(first, "who is here?").locator(".message-text").hover();
    await first.getByRole("button", { name: "React" }).click();
    await first.getByRole("searchbox", { name: "Search emoji" }).fill("tada");
    await first.getByRole("button", { name: "tada" }).waitFor();
    await first.getByRole("searchbox", { name: "Search emoji" }).press("Enter");
    await bob.until(() => bob.changes.find((each) => "emoji" in each && each.emoji === "🎉"));
    const reaction = first.getByRole("button", { name: "🎉: 1 person (alice)" });
    await reaction.click();
    await reaction.waitFor({ state: "detached" });

    await messages(first, "who is here?").locator(".message-text").hover();
    await first.getByRole("button", { name: "More" }).click();
    await first.getByRole("button", { name: "Report" }).click();
    await first.getByLabel("Why").press("Enter");
    await first.getByText("It is reported").waitFor();
    const { reports } = await granted(carol, "reports", {});
    const [report] = reports as { text: string; proved?: boolean }[];
    assert.deepEqual([report?.text, report?.proved], ["who is here?", true]);

    const { page: german } = await browser.person({ locale: "de-DE", colorScheme: "dark" });
    await german.goto(server.url);
    await german.getByLabel("Name").fill("alice");
    await german.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
    await german.getByRole("button", { name: "Anmelden" }).click();
    await german.getByText("Dieser Browser ist nicht verbunden").first().waitFor();
    await german.getByRole("button", { name: "Einstellungen" }).click();
    const settings = german.getByRole("dialog", { name: "Einstellungen" });
    await settings.getByRole("tab", { name: "Verschlüsselung" }).click();
    await settings.getByRole("textbox", { name: "Wiederherstellungscode" }).fill(code);
    await settings.getByRole("button", { name: "Alles wieder lesen" }).click();
    await settings.getByText("Die Verschlüsselung ist an").waitFor();
    assert.deepEqual(await violationsOn(german), []);
    await german.keyboard.press("Escape");
    await german.reload();
    await german.getByRole("textbox", { name: /^Nachricht an/ }).waitFor();
    await goTo(german, "bob");
    await messages(german, "who is here?").waitFor();
    await german.getByText("verschlüsselt", { exact: true }).waitFor();
  },
);

browserTest(
  "a browser that keeps nothing says so, and does everything else",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using alice = await SealedUser.enters(server, "alice");
    await using bob = await SealedUser.enters(server, "bob");
    await bob.link.say({ to: "alice", text: "sealed" });
    await alice.reads("sealed");
    const { context, page } = await browser.person();
    await context.addInitScript(
      "Object.defineProperty(globalThis, 'indexedDB', { get() { throw new DOMException('no'); } })",
    );
    await logIn(page, server.url, "alice");
    await say(page, "said to all");
    await messages(page, "said to all").waitFor();
    await goTo(page, "bob");
    await page.getByText("NOT encrypted: this browser cannot keep keys").first().waitFor();
    assert.equal(await messages(page, "sealed").count(), 0);
    const keys = await encryptionOf(page);
    await keys.getByText("Keys cannot be kept here").waitFor();
  },
);

browserTest("words about keys change with the language of the page", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  await using bob = await SealedUser.enters(server, "bob");
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await say(page, "/msg bob hello");
  await bob.reads("hello");
  await goTo(page, "bob");
  await page.getByText("encrypted", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Settings" }).click();
  const settings = page.getByRole("dialog");
  await settings.getByRole("tab", { name: "Colours and language" }).click();
  await settings.getByRole("radio", { name: "Deutsch" }).click();
  await page.keyboard.press("Escape");
  await page.getByText("verschlüsselt", { exact: true }).waitFor();
});

browserTest(
  "a page that came without HTTPS says that nothing is encrypted",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { context, page } = await browser.person();
    await context.addInitScript(`
    Object.defineProperty(globalThis, "isSecureContext", { value: false });
    Object.defineProperty(crypto, "subtle", { value: undefined });
  `);
    await register(page, server.url, "alice");
    await say(page, "/msg bob from afar");
    const { encryption } = await bob.reads("from afar") as Mark;
    assert.equal(encryption, undefined);
    await goTo(page, "bob");
    await page.getByText("NOT encrypted: no encryption here").waitFor();
    await page.reload();
    await messages(page, "from afar").waitFor();
  },
);

/** Whether the browser keeps a file that is on its way. */
const KEPT_FILES = `new Promise((resolve) => {
  const opening = indexedDB.open("chat");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("files").objectStore("files").count();
    counting.onsuccess = () => {
      opening.result.close();
      resolve(counting.result === 1);
    };
  };
})`;

interface Mark {
  encryption?: string;
}

async function goTo(page: Page, name: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+k");
  const field = page.getByRole("dialog").getByRole("combobox");
  await field.fill(name);
  await page.getByRole("listbox").getByRole("option", { name: new RegExp(name) }).first().waitFor();
  await field.press("Enter");
  await page.getByRole("heading", { name: `@${name}` }).waitFor();
}

/** The recovery code, once somebody has wanted to see it. */
async function seenCode(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Show the code" }).click();
  const dialog = page.getByRole("dialog", { name: "Your recovery code" });
  await dialog.waitFor();
  const [code = ""] = CODE.exec(await dialog.innerText()) ?? [];
  await dialog.getByRole("button", { name: "Close" }).click();
  return code;
}

/** The part of the settings about encryption. */
async function encryptionOf(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Settings" }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  await dialog.getByRole("tab", { name: "Encryption" }).click();
  return dialog;
}
