/** The keys of a browser in a real one: several pages, little room, none at all. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../../../tools/build/run_command.ts";
import { browserTest } from "../../../support/browser.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** What a browser is given: it knows types that are not known here, so it stands here as a text. */
const ENTRY = `
import { BrowserKeys } from "../../client/web/keys/browser_keys.ts";
import { HAS_KEYS } from "../../client/web/net/kept.ts";

async function keysOf(account) {
  const home = await BrowserKeys.open({ words: (problem) => problem });
  if (home === undefined) return undefined;
  return { home, store: await home.open(account) };
}

const tests = {
  // Makes a device, and says its id.
  async made(account) {
    const keys = await keysOf(account);
    return (await keys?.store.newDevice(undefined))?.id.toHex();
  },
  // What is there: the device, whether its keys can be taken out, and the hint of the page.
  async kept(account) {
    const keys = await keysOf(account);
    const device = await keys?.store.device();
    return {
      id: device?.id.toHex(),
      kind: device?.kind,
      canBeTaken: device?.privateSigningKey.extractable === true ||
        device?.sealingPair.privateKey.extractable === true,
      isKnown: keys?.home.has(account),
      hint: localStorage.getItem(HAS_KEYS),
    };
  },
  // Changes what is kept many times, a page among others.
  async counted(account, times) {
    const keys = await keysOf(account);
    await Promise.all(
      Array.from(
        { length: times },
        () => keys?.store.update((kept) => ({ ...kept, vaultVersion: kept.vaultVersion + 1 })),
      ),
    );
  },
  async count(account) {
    return (await (await keysOf(account))?.store.read())?.vaultVersion;
  },
  async forgotten(account) {
    await (await keysOf(account))?.store.forget();
  },
  // What is said when the browser has no room.
  async full(account) {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    try {
      await tests.made(account);
      return "it was kept";
    } catch (error) {
      return [error.name, error.message].join(" ");
    } finally {
      IDBObjectStore.prototype.put = put;
    }
  },
  // In a browser that keeps no such keys: its device is the same one each time.
  async withoutKeyObjects(account) {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, key) {
      if ("privateSigningKey" in value.device) throw new DOMException("no", "DataCloneError");
      return put.call(this, value, key);
    };
    try {
      return [await tests.made(account), (await tests.kept(account)).id];
    } finally {
      IDBObjectStore.prototype.put = put;
    }
  },
  async withoutDatabase() {
    Object.defineProperty(globalThis, "indexedDB", {
      get() {
        throw new DOMException("no", "SecurityError");
      },
    });
    return await keysOf("alice") === undefined;
  },
};

Object.assign(globalThis, { keys: tests });
`;

async function pageText(): Promise<string> {
  const folder = join(ROOT, "dist", `keys-${crypto.randomUUID()}`);
  await Deno.mkdir(folder, { recursive: true });
  const entry = join(folder, "entry.js");
  await Deno.writeTextFile(entry, ENTRY);
  const bundle = ["bundle", "--quiet", "--platform=browser", "--minify", entry] as const;
  const { code, stderr, stdout } = await runCommand([Deno.execPath(), ...bundle], { cwd: ROOT });
  await Deno.remove(folder, { recursive: true });
  assert.equal(code, 0, stderr);
  const script = stdout.replaceAll("</script", "<\\/script");
  return `<!doctype html><title>-</title><link rel="icon" href="data:,"><script>${script}</script>`;
}

browserTest("BrowserKeys keeps one device for all pages of a browser", async ({ browser }) => {
  const text = await pageText();
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response(text, { headers: { "content-type": "text/html; charset=utf-8" } }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const { context, page } = await browser.person();
  const other = await context.newPage();
  await Promise.all([page.goto(url), other.goto(url)]);

  const nobody = await page.evaluate("keys.kept('alice')") as Kept;
  assert.deepEqual([nobody.id, nobody.isKnown, nobody.hint], [undefined, false, null]);

  // Both make a device at once: one of the two is there.
  const ids = await Promise.all([page, other].map((each) => each.evaluate("keys.made('alice')")));
  assert.equal(ids[0], ids[1]);
  await page.reload();
  const kept = await page.evaluate("keys.kept('alice')") as Kept;
  assert.deepEqual(kept, { id: ids[0], kind: "web", canBeTaken: false, isKnown: true, hint: "1" });
  assert.equal((await page.evaluate("keys.kept('bob')") as Kept).id, undefined);

  // No change is lost, whoever makes it.
  await Promise.all([page, other].map((each) => each.evaluate("keys.counted('alice', 25)")));
  assert.equal(await page.evaluate("keys.count('alice')"), 50);

  assert.equal(await page.evaluate("keys.full('carol')"), "DamagedKeys full");
  assert.equal((await page.evaluate("keys.kept('carol')") as Kept).id, undefined);

  const [made, again] = await page.evaluate("keys.withoutKeyObjects('dave')") as string[];
  assert.ok(made !== undefined && made === again);
  assert.equal((await page.evaluate("keys.kept('dave')") as Kept).canBeTaken, false);

  await page.evaluate("keys.forgotten('alice')");
  await page.evaluate("keys.forgotten('dave')");
  const forgotten = await other.evaluate("keys.kept('alice')") as Kept;
  assert.deepEqual([forgotten.id, forgotten.isKnown, forgotten.hint], [undefined, false, null]);

  assert.equal(await other.evaluate("keys.withoutDatabase()"), true);
});

interface Kept {
  id?: string;
  kind?: string;
  canBeTaken: boolean;
  isKnown: boolean;
  hint: string | null;
}
