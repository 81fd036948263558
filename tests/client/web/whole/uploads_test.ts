/** Files on their way from the page: cut off, held back, given up, taken up again. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { SharedFile } from "../../../../protocol/files/shared_file.ts";
import { browserTest } from "../../../support/browser.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { dialog, noise, savedFrom, send, sha256, uploads } from "../../../support/web_files.ts";
import { composerOf, logIn, register, say, untilTrue } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest(
  "an upload goes on after a cut and a pause, and ends when nobody wants it",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    const data = noise(6 * 1_024 * 1_024);

    // The second piece never arrives, and then there is no network at all for a while.
    let pieces = 0;
    const held = Promise.withResolvers<void>();
    await page.route("**/files/uploads/*", async (route) => {
      if (route.request().method() === "PATCH" && ++pieces === 2) {
        await context.setOffline(true);
        await route.abort("connectionreset");
        held.resolve();
      } else await route.fallback();
    });
    await send(page, [{ name: "cut.bin", mimeType: "application/octet-stream", buffer: data }]);
    await held.promise;
    await uploads(page).getByText("waits for a connection").waitFor();
    await context.setOffline(false);
    await page.getByRole("link", { name: /^Save cut.bin/ }).waitFor();
    assert.deepEqual(await savedFrom(page, "cut.bin"), { status: 200, hash: sha256(data) });
    await page.unroute("**/files/uploads/*");

    // Held back by its sender in the middle, and let go again.
    const stopped = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    let isFirst = true;
    await page.route("**/files/uploads/*", async (route) => {
      if (route.request().method() === "PATCH" && isFirst) {
        isFirst = false;
        stopped.resolve();
        await goOn.promise;
        await route.abort().catch(() => {}); // the page has given it up meanwhile
      } else await route.fallback();
    });
    await send(page, [
      { name: "held.bin", mimeType: "application/octet-stream", buffer: data },
      { name: "next.txt", mimeType: "text/plain", buffer: new TextEncoder().encode("next") },
    ]);
    await stopped.promise;
    assert.deepEqual(await violationsOn(page), []);
    await uploads(page).getByRole("button", { name: "Pause: held.bin" }).click();
    goOn.resolve();
    await page.getByRole("link", { name: /^Save next.txt/ }).waitFor();
    await uploads(page).getByRole("button", { name: "Go on: held.bin" }).click();
    await page.getByRole("link", { name: /^Save held.bin/ }).waitFor();
    assert.equal((await savedFrom(page, "held.bin")).hash, sha256(data));

    // Not wanted any more.
    const begun = Promise.withResolvers<void>();
    await page.unroute("**/files/uploads/*");
    await page.route("**/files/uploads/*", async (route) => {
      const method = route.request().method();
      if (method === "PATCH") begun.resolve();
      else if (method === "DELETE") await route.fallback();
    });
    const gone = page.waitForRequest((request) => request.method() === "DELETE");
    await send(page, [{ name: "unwanted.bin", mimeType: "x/y", buffer: data }]);
    await begun.promise;
    await uploads(page).getByRole("button", { name: "Do not send unwanted.bin" }).click();
    await gone;
    await uploads(page).waitFor({ state: "detached" });
  },
);

browserTest(
  "what somebody was sending is not sent by whoever comes in after them, in any tab",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const raw = await server.register("carol");
    await server.register("bob");
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    const begun = Promise.withResolvers<void>();
    await page.route("**/files/uploads/*", async (route) => {
      begun.resolve();
      await route.abort("connectionreset");
    });
    await send(page, [
      { name: "secret.bin", mimeType: "x/y", buffer: noise(1_000_000) },
      { name: "queued.bin", mimeType: "x/y", buffer: noise(1_000) },
    ]);
    await begun.promise;
    await uploads(page).getByText("waits for a connection").waitFor();
    const other = await context.newPage();
    await other.goto(server.url);
    await say(other, "/logout keep");
    await other.getByRole("button", { name: "Log in" }).waitFor();
    await logIn(other, server.url, "bob");
    await composerOf(page).waitFor();
    await page.getByRole("button", { name: "bob: your account" }).waitFor();
    await page.unroute("**/files/uploads/*");
    await uploads(page).waitFor({ state: "detached" });
    await send(page, [{ name: "of bob.txt", mimeType: "x/y", buffer: noise(100) }]);
    await page.getByRole("link", { name: /^Save of bob.txt/ }).waitFor();
    const { messages: said } = await raw.request("history", { room: "general" });
    assert.deepEqual(
      (said as { file?: SharedFile }[]).flatMap(({ file }) => file === undefined ? [] : file.name),
      ["of bob.txt"],
    );
  },
);

browserTest(
  "a file that is gone from the disk says so, and holds up nothing",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    const path = `${folder.path}/gone.bin`;
    await Deno.writeFile(path, noise(3 * 1_024 * 1_024));
    await page.route("**/files/uploads/*", async (route) => {
      if (route.request().method() === "PATCH") await Deno.remove(path).catch(() => {});
      await route.abort("connectionreset");
    }, { times: 1 });
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Send files" }).click(),
    ]);
    await chooser.setFiles(path);
    await dialog(page).getByRole("button", { name: /^Send \d/ }).click();
    await uploads(page).getByText("cannot be read any more").waitFor();
    await send(page, [{ name: "next.txt", mimeType: "text/plain", buffer: noise(4) }]);
    await page.getByRole("link", { name: /^Save next.txt/ }).waitFor();
  },
);

browserTest("an upload goes on when the page was loaded anew, once", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const raw = await server.register("bob");
  const { context, page } = await browser.person();
  await register(page, server.url, "alice");
  const data = noise(6 * 1_024 * 1_024);
  let pieces = 0;
  const held = Promise.withResolvers<void>();
  await context.route("**/files/uploads/*", async (route) => {
    if (route.request().method() === "PATCH" && ++pieces === 2) held.resolve();
    if (pieces >= 2) await route.abort("connectionreset");
    else await route.fallback();
  });
  await send(page, [
    { name: "long.bin", mimeType: "x/y", buffer: data },
    { name: "next.txt", mimeType: "text/plain", buffer: noise(10) },
  ], "for all");
  await held.promise;
  await uploads(page).getByText("waits for a connection").waitFor();
  const other = await context.newPage();
  await other.goto(server.url);
  await composerOf(other).waitFor();
  await untilTrue(page, `${stored("files")}.then((count) => count === 2)`);
  await page.reload();
  await uploads(page).getByText("long.bin").waitFor({ timeout: 60_000 });
  assert.equal(await uploads(other).count(), 0);
  await context.unroute("**/files/uploads/*");
  await page.getByRole("link", { name: /^Save long.bin/ }).waitFor();
  await page.getByRole("link", { name: /^Save next.txt/ }).waitFor();
  assert.deepEqual(await savedFrom(page, "long.bin"), { status: 200, hash: sha256(data) });
  await uploads(page).waitFor({ state: "detached" });
  const { messages: said } = await raw.request("history", { room: "general" });
  assert.deepEqual(
    (said as { file?: SharedFile; text: string }[]).map(({ file, text }) => [file?.name, text]),
    [["long.bin", "for all"], ["next.txt", ""]],
  );
  // Nothing of it stays in the browser.
  for (const store of ["uploads", "files"]) {
    await untilTrue(page, `${stored(store)}.then((count) => count === 0)`);
  }
});

browserTest("another tab goes on with an upload whose tab was closed", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { context, page } = await browser.person();
  await register(page, server.url, "alice");
  await context.route("**/files/uploads/*", async (route) => await route.abort("connectionreset"));
  await send(page, [{ name: "left.bin", mimeType: "x/y", buffer: noise(6 * 1_024 * 1_024) }]);
  await uploads(page).getByText("waits for a connection").waitFor();
  await untilTrue(page, `${stored("files")}.then((count) => count === 1)`);
  const other = await context.newPage();
  await other.goto(server.url);
  await composerOf(other).waitFor();
  await page.close({ runBeforeUnload: false });
  await uploads(other).getByText("left.bin").waitFor();
  await context.unroute("**/files/uploads/*");
  await other.getByRole("link", { name: /^Save left.bin/ }).waitFor();
});

browserTest(
  "a file that is not kept is chosen again after the page was loaded anew",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { context, page } = await browser.person();
    // A browser that has hardly any room.
    await context.addInitScript(`
      StorageManager.prototype.estimate = () => Promise.resolve({ quota: 1_000, usage: 0 });
    `);
    await register(page, server.url, "alice");
    const path = `${folder.path}/large.bin`;
    const data = noise(3 * 1_024 * 1_024);
    await Deno.writeFile(path, data);
    const held = Promise.withResolvers<void>();
    const sent: number[] = [];
    await context.route("**/files/uploads/*", async (route) => {
      if (route.request().method() !== "PATCH") return await route.fallback();
      sent.push(Number(route.request().headers()["upload-offset"]));
      if (sent.length === 1) return await route.fallback();
      held.resolve();
      await route.abort("connectionreset");
    });
    await choosePath(page, page.getByRole("button", { name: "Send files" }), path);
    await dialog(page).getByRole("button", { name: /^Send \d/ }).click();
    await held.promise;
    const asked = page.waitForEvent("dialog");
    const loading = page.reload();
    const question = await asked;
    assert.equal(question.type(), "beforeunload");
    await question.accept();
    await loading;
    await uploads(page).getByText("choose it again, and it goes on").waitFor();
    assert.deepEqual(await violationsOn(page), []);
    await context.unroute("**/files/uploads/*");
    const first = page.waitForRequest((request) => request.method() === "PATCH");
    await choosePath(
      page,
      uploads(page).getByRole("button", { name: "Choose again: large.bin" }),
      path,
    );
    assert.ok(Number((await first).headers()["upload-offset"]) > 0, "it goes on where it was");
    await page.getByRole("link", { name: /^Save large.bin/ }).waitFor();
    assert.deepEqual(await savedFrom(page, "large.bin"), { status: 200, hash: sha256(data) });
  },
);

async function choosePath(page: Page, button: Locator, path: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
  await chooser.setFiles(path);
}

/** A script of the page: how much a store of the browser holds. */
const stored = (store: string) =>
  `(async () => {
    const asked = (request) => new Promise((resolve) => request.onsuccess = () => resolve(request.result));
    const database = await asked(indexedDB.open("chat"));
    const count = await asked(database.transaction("${store}").objectStore("${store}").count());
    database.close();
    return count;
  })()`;
