import assert from "node:assert/strict";
import { join } from "node:path";
import { shownCode } from "../../support/authenticator.ts";
import { ok } from "../../support/requests.ts";
import { chatCommand } from "../../support/server_process.ts";
import { registerOwner } from "../../support/staff.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { Tmux, tmuxTest } from "../../support/tmux.ts";

function connect(address: string, folder: string): Promise<Tmux> {
  return Tmux.start({
    command: chatCommand([
      "connect",
      "--plain",
      "--no-tls",
      address,
    ]).flat(),
    env: { NO_COLOR: "1", CHAT_CONFIG_DIR: join(folder, "config") },
  });
}

tmuxTest(
  "somebody switches a second factor on and logs in with it and another password",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const owner = await registerOwner(server, "owner");
    await server.register("alice");
    const address = `alice@127.0.0.1:${server.port}`;
    {
      await using terminal = await connect(address, folder.path);
      await terminal.until("Password of alice:");
      await terminal.enter(PASSWORD);
      await terminal.until("#general>");
      await terminal.enter("/2fa on");
      await terminal.until("Password:");
      await terminal.enter(PASSWORD);
      const screen = await terminal.until("The code that it shows:");
      const secret = /secret: ([A-Z2-7]{32})/.exec(screen)?.[1] ?? "";
      assert.match(screen, /█ ▄▄▄▄▄ /);
      await terminal.enter(shownCode(secret, Date.now(), -1));
      await terminal.until("each replaces one, once");
      await ok(owner, "reset_password", { username: "alice" });
      await terminal.until("owner asks you to choose another password; log in");
      await terminal.until("exit code 4");

      await using again = await connect(address, folder.path);
      await again.until("Password of alice:");
      await again.enter(PASSWORD);
      await again.until("Choose another password");
      await again.until("New password:");
      await again.enter("another horse 8");
      await again.until("The same again:");
      await again.enter("another horse 8");
      await again.until("Code of your second factor, or a recovery code:");
      await again.enter(shownCode(secret, Date.now(), 0));
      await again.until("#general>");
    }
  },
);
