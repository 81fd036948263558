/** Files in the page: sent, seen, saved, listed, and gone. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { SharedFile } from "../../../../protocol/files/shared_file.ts";
import { DEFAULT_SERVE_OPTIONS } from "../../../../server/start/serve_options.ts";
import { browserTest } from "../../../support/browser.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import {
  choose,
  dialog,
  noise,
  picture,
  savedFrom,
  send,
  sha256,
  uploads,
} from "../../../support/web_files.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { composerOf, messages, register, say, untilTrue } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest("files are sent, seen and saved by others as they were", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const [alice, bob] = await Promise.all([browser.person(), browser.person()]);
  await Promise.all([
    register(alice.page, server.url, "alice"),
    register(bob.page, server.url, "bob"),
  ]);
  const raw = await server.register("carol");
  const image = await picture(alice.page, { width: 800, height: 400 });
  const data = noise(3 * 1_024 * 1_024);
  await send(alice.page, [
    { name: "two halves.png", mimeType: "image/png", buffer: image },
    { name: "data.bin", mimeType: "application/octet-stream", buffer: data },
    { name: "page.html", mimeType: "text/html", buffer: new TextEncoder().encode("<b>hi</b>") },
  ], "look at **this**");

  // The picture has its room before it is there, and looks like itself in it.
  const shown = bob.page.getByRole("img", { name: "look at **this**" });
  await shown.waitFor();
  const { height, width } = await shown.boundingBox() ?? {};
  assert.deepEqual([width, height], [384, 192]);
  await untilTrue(bob.page, 'document.querySelector(".file img")?.naturalWidth === 800');
  await untilTrue(
    bob.page,
    'document.querySelector(".file img").style.backgroundImage.startsWith("url(\\"data:image/png")',
  );
  await messages(bob.page, "look at").locator("strong", { hasText: "this" }).waitFor();

  // Everything else is saved, never shown, and equal to what was sent.
  await bob.page.getByRole("link", { name: /^Save page.html/ }).waitFor();
  assert.deepEqual(await savedFrom(bob.page, "two halves.png"), {
    status: 200,
    hash: sha256(image),
  });
  assert.deepEqual(await savedFrom(bob.page, "data.bin"), { status: 200, hash: sha256(data) });
  assert.equal(await bob.page.getByRole("img", { name: "page.html" }).count(), 0);
  await uploads(alice.page).waitFor({ state: "detached" });

  // Any client is told what it is.
  const { messages: said } = await raw.request("history", { room: "general" });
  const files = (said as { file?: SharedFile }[]).map(({ file }) => file);
  assert.deepEqual(
    files.map((file) => ({ name: file?.name, sha256: file?.sha256, size: file?.size })),
    [
      { name: "two halves.png", sha256: sha256(image), size: image.length },
      { name: "data.bin", sha256: sha256(data), size: data.length },
      { name: "page.html", sha256: sha256(new TextEncoder().encode("<b>hi</b>")), size: 9 },
    ],
  );
  const [first] = files;
  assert.deepEqual([first?.width, first?.height], [800, 400]);
  assert.match(first?.preview ?? "", /^[\w-]{8,64}$/);
  assert.deepEqual(await violationsOn(bob.page), []);

  // The worker leaves ranges alone: sounds and films are fetched in parts.
  const href = await bob.page.getByRole("link", { name: /^Save data.bin/ }).getAttribute("href");
  const part = await bob.page.evaluate<unknown[]>(`(async () => {
    await navigator.serviceWorker.ready;
    const response = await fetch(${JSON.stringify(href)}, { headers: { Range: "bytes=2-5" } });
    return [response.status, [...new Uint8Array(await response.arrayBuffer())]];
  })()`);
  assert.deepEqual(part, [206, [...data.subarray(2, 6)]]);

  // Listed, searched, and gone with their message.
  await bob.page.getByRole("button", { name: "About #general" }).click();
  await dialog(bob.page).getByRole("button", { name: "Files" }).click();
  const list = dialog(bob.page).getByRole("list", { name: "Files in #general" });
  await list.getByRole("link", { name: "data.bin" }).waitFor();
  assert.deepEqual(await list.getByRole("link").allInnerTexts(), [
    "page.html",
    "data.bin",
    "two halves.png",
  ]);
  assert.deepEqual(await violationsOn(bob.page), []);
  await dialog(bob.page).getByLabel("Search by name or caption").fill("halves");
  await list.getByRole("link", { name: "data.bin" }).waitFor({ state: "detached" });
  assert.deepEqual(await list.getByRole("link").allInnerTexts(), ["two halves.png"]);
  await bob.page.keyboard.press("Escape");
  await bob.page.keyboard.press("Escape");

  const image_ = messages(alice.page, "look at");
  await image_.hover();
  await image_.getByRole("button", { name: "More" }).click();
  await dialog(alice.page).getByRole("button", { name: "Delete" }).click();
  await dialog(alice.page).getByRole("button", { name: "Delete" }).click();
  await shown.waitFor({ state: "detached" });
});

/** Names of the files that wait in the browser for a page. */
const SHARED = `caches.open("shared-files").then((cache) => cache.keys())
  .then((all) => all.map(({ url }) => url.replace(/.*\\//, "")).join())`;

browserTest("what is shared is bounded, and is not left for somebody else", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { context, page } = await browser.person();
  await register(page, server.url, "alice");
  await untilTrue(page, "navigator.serviceWorker.controller !== null");

  // More than is taken at once.
  await share(page, Array.from({ length: 32 }, (_, index) => [`${index}.txt`, "x"]));
  await dialog(page).getByRole("button", { name: "Send 30 files" }).waitFor();
  await page.getByText("Not all that was shared could be taken").waitFor();
  await page.keyboard.press("Escape");

  // Another site cannot hand anything over.
  const other = await context.newPage();
  await other.route(
    "http://evil.example/",
    (route) => route.fulfill({ contentType: "text/html", body: "<title>Another site</title>" }),
  );
  await other.goto("http://evil.example/");
  await share(other, [["evil.txt", "x"]], `${server.url}share`);
  await other.waitForURL(`${server.url}share`);
  assert.equal(await page.evaluate(SHARED), "");
  await other.close();

  // What nobody has taken is gone with the next page, and when somebody logs out.
  const leave = `caches.open("shared-files").then((cache) =>
    cache.put("/shared/000/left.txt", new Response("x")))`;
  await page.evaluate(leave);
  await page.goto(server.url);
  await composerOf(page).waitFor();
  await untilTrue(page, `${SHARED}.then((names) => names === "")`);
  await page.evaluate(leave);
  await say(page, "/logout keep");
  await page.getByRole("button", { name: "Log in" }).waitFor();
  await untilTrue(page, `${SHARED}.then((names) => names === "")`);
});

/** Shares files as a phone does it, or as another site might try to. */
async function share(
  page: Page,
  files: readonly (readonly [name: string, text: string])[],
  action = "/share",
): Promise<void> {
  await page.evaluate(`(() => {
    const form = document.createElement("form");
    Object.assign(form, {
      method: "post",
      action: ${JSON.stringify(action)},
      enctype: "multipart/form-data",
    });
    const field = document.createElement("input");
    Object.assign(field, { type: "file", name: "share-files", multiple: true });
    const data = new DataTransfer();
    for (const [name, text] of ${JSON.stringify(files)}) {
      data.items.add(new File([text], name, { type: "text/plain" }));
    }
    field.files = data.files;
    const title = document.createElement("input");
    Object.assign(title, { name: "share-title", value: "A title" });
    form.append(field, title);
    document.body.append(form);
    form.submit();
  })()`);
}

browserTest("a copy of everything has the own files beside it", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await send(page, [
    { name: "one.txt", mimeType: "text/plain", buffer: new TextEncoder().encode("one") },
    { name: "two.bin", mimeType: "x/y", buffer: noise(1_000) },
  ]);
  await page.getByRole("link", { name: /^Save two.bin/ }).waitFor();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("tab", { name: "Your data" }).click();
  const [json] = await Promise.all([
    page.waitForEvent("download"),
    dialog(page).getByRole("button", { name: "Download" }).click(),
  ]);
  assert.equal(json.suggestedFilename(), "chat-alice.json");
  await dialog(page).getByText("Files that you have sent: 2").waitFor();
  assert.deepEqual(await violationsOn(page), []);
  const saved: string[] = [];
  const both = Promise.withResolvers<void>();
  page.on("download", async (download) => {
    saved.push(`${download.suggestedFilename()} ${await Deno.readTextFile(await download.path())}`);
    if (saved.length === 2) both.resolve();
  });
  await dialog(page).getByRole("button", { name: "Save all of them" }).click();
  await both.promise;
  assert.ok(saved.includes("one.txt one"));
});

browserTest("files are dropped, pasted and shared, and left out again", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder, {
    files: { ...DEFAULT_SERVE_OPTIONS.files, maxFileBytes: 100_000 },
  });
  const { page } = await browser.person();
  await register(page, server.url, "alice");

  await page.evaluate(`(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
    const options = { bubbles: true, cancelable: true, dataTransfer: data };
    const main = document.querySelector("main");
    main.dispatchEvent(new DragEvent("dragover", options));
    main.dispatchEvent(new DragEvent("drop", options));
  })()`);
  await dialog(page).getByText("dropped.txt").waitFor();
  assert.deepEqual(await violationsOn(page), []);
  await dialog(page).getByRole("button", { name: "Leave out dropped.txt" }).click();
  await dialog(page).getByText("No file is left").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });

  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["pasted"], "image.png", { type: "image/png" }));
    document.getElementById("composer").dispatchEvent(
      new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }),
    );
  })()`);
  await dialog(page).getByText("image.png").waitFor();
  await page.keyboard.press("Enter");
  // It is no picture at all: it is sent as it is, and said to be not there to look at.
  await page.getByRole("link", { name: /^Save image.png/ }).waitFor();

  await choose(page, [{ name: "large.bin", mimeType: "x/y", buffer: noise(100_001) }]);
  await dialog(page).getByText(/too large, this server takes up to/).waitFor();
  await page.keyboard.press("Escape");

  // As the share sheet of a phone does it.
  await untilTrue(page, "navigator.serviceWorker.controller !== null");
  await share(page, [["shared note.txt", "shared"]]);
  await dialog(page).getByText("shared note.txt").waitFor();
  await dialog(page).getByRole("button", { name: "Send 1 file" }).click();
  await page.getByRole("link", { name: /^Save shared note.txt/ }).waitFor();
  assert.equal(
    (await savedFrom(page, "shared note.txt")).hash,
    sha256(
      new TextEncoder().encode("shared"),
    ),
  );
  await untilTrue(page, 'document.getElementById("composer").value === "A title"');
});
