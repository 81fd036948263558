import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { TestBrowser } from "../../../support/browser.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { logIn, messages } from "../../../support/web_page.ts";
import { playScene, type WebScene } from "../../../support/web_scene.ts";
import { compareScreen, screensHindrance } from "../../../support/web_screens.ts";

const hindrance = screensHindrance();
const WIDE = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };

Deno.test({
  name: `the main views look as they did${
    hindrance === undefined ? "" : ` (skipped: ${hindrance})`
  }`,
  ignore: hindrance !== undefined,
  // Playwright keeps handles of its own open until its process has ended.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const different: (string | undefined)[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      // A scene for each: what one person has read is read.
      using folder = new TemporaryFolder();
      const scene = await playScene(folder);
      await using _server = scene.server;
      await using browser = await TestBrowser.start();
      const look = async (page: Page, name: string) =>
        different.push(await compareScreen(page, `${name}-${colorScheme}`));
      const phone = await person(browser, scene, { ...PHONE, colorScheme });
      await phone.goto(scene.server.url);
      await phone.getByLabel("Username").waitFor();
      await look(phone, "login-phone");
      const wide = await person(browser, scene, { ...WIDE, colorScheme });
      await logIn(wide, scene.server.url, scene.reader);
      await messages(wide, "lighthouse are in").waitFor();
      await wide.getByRole("complementary").getByText("on the ferry").waitFor();
      await look(wide, "room-wide");
      await untilRead(scene);
      await logIn(phone, scene.server.url, scene.reader);
      await messages(phone, "lighthouse are in").waitFor();
      await look(phone, "room-phone");
      await phone.getByRole("button", { name: "Show rooms" }).click();
      await look(phone, "rooms-phone");
    }
    assert.deepEqual(different.filter((each) => each !== undefined), []);
  },
});

/** Resolves when the reader has read everything in the room: what another window shows depends on it. */
async function untilRead({ people: { maria } }: WebScene): Promise<void> {
  const { messages } = await maria.request("history", { room: "general", limit: 1 });
  const [newest] = messages as { id: number }[];
  await maria.event("read", ({ id, room }) => room === "general" && id === newest?.id);
}

async function person(
  browser: TestBrowser,
  scene: WebScene,
  options: Parameters<TestBrowser["person"]>[0],
): Promise<Page> {
  const { context, page } = await browser.person(options);
  await context.clock.setFixedTime(scene.now);
  // As without HTTPS: each window would be a device, and have something else to say of its keys.
  await context.addInitScript(
    'Object.defineProperty(crypto, "subtle", { value: undefined })',
  );
  return page;
}
