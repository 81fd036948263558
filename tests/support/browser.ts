/** A real browser for tests of the page: Debian's Chromium, driven by playwright-core. */
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** Where a browser may be; the first that is there is taken. */
const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** With them nothing of the browser itself goes to the network. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

/** Path of the browser; `undefined` where there is none. */
export const BROWSER = PATHS.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // it is not there
  }
});

/** What a test of the page is given. */
export interface BrowserTest {
  readonly browser: TestBrowser;
}

/**
 * Registers a test that needs a browser; without one it is skipped and says so. What fails is tried
 * once more, and said: a browser on a busy machine is late in ways that no test can wait for. Playwright
 * keeps handles of its own open until its process has ended.
 */
export function browserTest(name: string, run: (test: BrowserTest) => Promise<void>): void {
  Deno.test({
    name: BROWSER === undefined ? `${name} (skipped: there is no Chromium here)` : name,
    ignore: BROWSER === undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      try {
        await inBrowser(name, run);
      } catch (error) {
        console.error(`${name}: once more, because it failed with ${String(error)}`);
        await inBrowser(name, run);
      }
    },
  });
}

async function inBrowser(name: string, run: (test: BrowserTest) => Promise<void>): Promise<void> {
  await using browser = await TestBrowser.start();
  try {
    await run({ browser });
  } catch (error) {
    await browser.keepPictures(name);
    throw error;
  }
  browser.assertQuiet();
}

/** One browser with a profile for each person in it. */
export class TestBrowser implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #problems: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Starts one. */
  static async start(): Promise<TestBrowser> {
    if (BROWSER === undefined) throw new Error("There is no Chromium here");
    const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
    return new TestBrowser(browser);
  }

  /** A window of somebody who has never been here; `options` are those of playwright. */
  async person(
    options: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<{ context: BrowserContext; page: Page }> {
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      timezoneId: "UTC",
      ignoreHTTPSErrors: true,
      ...options,
    });
    context.setDefaultTimeout(20_000);
    context.on("weberror", (error) => this.#problems.push(String(error.error())));
    context.on("console", (message) => {
      // The server is stopped on purpose, and refuses on purpose.
      const isNetwork =
        /Failed to load resource|WebSocket connection to|error occurred when fetching the script/
          .test(message.text());
      if (message.type() === "error" && !isNetwork) this.#problems.push(message.text());
    });
    return { context, page: await context.newPage() };
  }

  /** Keeps what a test that has failed had before it in dist/failures/, a picture for each window. */
  async keepPictures(name: string): Promise<void> {
    const pages = this.#browser.contexts().flatMap((context) => context.pages());
    for (const [number, page] of pages.entries()) {
      const file = `dist/failures/${name.replaceAll(/\W+/g, "_")}_${number}.png`;
      await page.screenshot({ path: file }).catch(() => {}); // the failure says more
    }
  }

  /** Throws when a page has complained: an error nobody caught, a violation of its policy. */
  assertQuiet(): void {
    if (this.#problems.length > 0) {
      throw new Error(`The page complained:\n${this.#problems.join("\n")}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
