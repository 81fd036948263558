/** The client in a real xterm, with what a keyboard and a mouse send there. */
import { clientEnvironment, connectCommand } from "../../support/full_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { Xterm, xtermTest } from "../../support/xterm.ts";

const MIDDLE = { column: 50, row: 10 };

xtermTest("keys with Alt, the wheel and clicks do in xterm what they are there for", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await bob.request("create", { room: "ops" });
  await using xterm = await Xterm.start({
    command: connectCommand(["--register", `alice@127.0.0.1:${server.port}`], false),
    env: { ...clientEnvironment(folder.path, "alice"), CHAT_PASSWORD: PASSWORD },
    folder: folder.path,
  });
  await xterm.until(/#general[^]*alice>/);
  await xterm.type("/join ops");
  await xterm.press("Return");
  await xterm.until(/2 #ops[^]*alice>/);
  await xterm.type("typed in xterm");
  await xterm.press("Return");
  await xterm.until(/alice │ typed in xterm/);
  await xterm.press("alt+1");
  await xterm.untilGone(/typed in xterm/);
  for (let number = 1; number <= 40; number++) {
    await bob.request("say", { room: "general", text: `line ${number}.` });
  }
  await xterm.until(/bob │ line 40\./);

  // Without the mouse the terminal sends arrows for the wheel, which scroll when they come together:
  // on a busy machine some come one by one, and are arrows.
  await xterm.turnUntil(4, MIDDLE, { pattern: /line 40\./, isThere: false });
  await xterm.turnUntil(5, MIDDLE, { pattern: /line 40\./, isThere: true });

  await xterm.press("F2");
  const screen = await xterm.until(/Mouse on/);
  await xterm.click(4, MIDDLE);
  await xterm.untilGone(/line 40\./);
  const row = screen.split("\n").findIndex((line) => /^ *2 #ops/.test(line));
  await xterm.click(1, { column: 4, row });
  await xterm.until(/alice │ typed in xterm/);
});
