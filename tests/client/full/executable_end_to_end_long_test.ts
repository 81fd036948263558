/** Two people whose client is the executable: what encrypts is in its code, and works there. */
import { executable } from "../../support/executable.ts";
import { newcomer } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

tmuxTest("the executable makes keys, and what it sends is read by another one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const common = { folder, server, executable: await executable() };
  await using alice = await newcomer("alice", { ...common, device: "alice" });
  await using bob = await newcomer("bob", { ...common, device: "bob" });
  await alice.enter("/msg bob for your eyes only");
  await alice.enter("/room @bob");
  await alice.until(/@bob +encrypted/);
  await bob.enter("/room @alice");
  await bob.until(/for your eyes only/);
  await bob.until(/@alice +encrypted/);
  await bob.enter("/msg nobody hello");
  await bob.until(/not sent to @nobody/);
});
