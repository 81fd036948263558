/** What is asked of a page in a browser while it is measured, over the Chrome DevTools Protocol. */
import type { CDPSession, Page } from "playwright-core";

/** What the page has noticed since it began to load, in milliseconds. */
export interface Noticed {
  /** When the first message was painted, from the beginning of the navigation. */
  readonly firstMessageMs: number;
  /** The longest task; 0 where none took more than 50 ms. */
  readonly longestTaskMs: number;
  /** The sum of all layout shifts (https://web.dev/articles/cls). */
  readonly layoutShift: number;
  /** How long keys have waited until the page listened. */
  readonly keyDelaysMs: readonly number[];
}

/** Runs in the page before anything else of it. */
const NOTICE = `
  const noticed = { firstMessageMs: 0, longestTaskMs: 0, layoutShift: 0, keyDelaysMs: [] };
  globalThis.noticed = noticed;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      noticed.longestTaskMs = Math.max(noticed.longestTaskMs, duration);
    }
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) {
      if (!hadRecentInput) noticed.layoutShift += value;
    }
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    if (document.querySelector("article") === null) return requestAnimationFrame(look);
    requestAnimationFrame(() => { noticed.firstMessageMs = performance.now(); });
  };
  requestAnimationFrame(look);
  addEventListener("keydown", ({ timeStamp }) => {
    noticed.keyDelaysMs.push(performance.now() - timeStamp);
  }, { capture: true });
`;

/** A page with what measures it. */
export class PageProbe {
  readonly page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.#session = session;
  }

  /** Measures `page` from the next navigation on. */
  static async attach(page: Page): Promise<PageProbe> {
    await page.addInitScript(NOTICE);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await session.send("Network.enable");
    return new PageProbe(page, session);
  }

  /** A phone of the middle class on a slow line: 4 × slower, 1.6 Mbit/s, 150 ms. */
  async slowDown(): Promise<void> {
    await this.#session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await this.#session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 150,
      downloadThroughput: 1_600_000 / 8,
      uploadThroughput: 750_000 / 8,
    });
  }

  /** As fast as this machine is. */
  async speedUp(): Promise<void> {
    await this.#session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await this.#session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
  }

  /** The next load fetches everything: the browser knows no more than who is logged in. */
  async clearCache(): Promise<void> {
    await this.#session.send("Network.clearBrowserCache");
    await this.#session.send("Storage.clearDataForOrigin", {
      origin: new URL(this.page.url()).origin,
      storageTypes: "service_workers,cache_storage,indexeddb,local_storage",
    });
  }

  /** Waits until the first message is painted and nothing is going on any more. */
  async noticed(): Promise<Noticed> {
    await this.page.waitForFunction(() =>
      ((globalThis as { noticed?: Noticed }).noticed?.firstMessageMs ?? 0) > 0
    );
    // Tasks and shifts are told in batches, after the next idle moment.
    await this.page.evaluate("new Promise((done) => setTimeout(done, 1_000))");
    return await this.page.evaluate("globalThis.noticed") as Noticed;
  }

  /** Forgets the keys that were pressed until now. */
  async forgetKeys(): Promise<void> {
    await this.page.evaluate("void (globalThis.noticed.keyDelaysMs = [])");
  }

  /** Processor time of scripts on the page's thread, in milliseconds. */
  async scriptMs(): Promise<number> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? NaN) * 1_000;
  }

  /** What scripts hold after everything that nobody needs was thrown away, in MiB. */
  async heapMebibytes(): Promise<number> {
    await this.#session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await this.#session.send("Runtime.getHeapUsage");
    return usedSize / 2 ** 20;
  }
}
