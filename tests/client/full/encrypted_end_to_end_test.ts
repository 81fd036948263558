/** Two people in full screens and a plain client, whose private messages the server cannot read. */
import assert from "node:assert/strict";
import { cleanEnd, newcomer, RECOVERY_CODE, startClient } from "../../support/full_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

tmuxTest(
  "newcomers are shown their code; private messages are encrypted unasked, and verified",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await using alice = await newcomer("alice", { folder, server, device: "alice" });
    await using bob = await newcomer("bob", { folder, server, device: "bob" });
    // Who has only used a script has no keys, which is said before anything is sent.
    await server.register("carol");
    await alice.type("/msg carol h");
    await alice.until(/private to carol, NOT encrypted> \/msg carol h/);
    await alice.press("C-u");
    await alice.enter("/msg bob for your eyes only");
    await bob.until(/alice \+?@?1|@1|alice/);
    await alice.enter("/room @bob");
    await alice.until(/@bob +encrypted/);
    await alice.enter("/verify bob");
    await alice.until(/when it is the same: \/verify bob ok/);
    // What is longer than the screen stands before it until it is closed.
    await alice.press("Escape");
    await alice.until(/for your eyes only/);
    await alice.enter("/verify bob ok");
    await alice.until(/encrypted, verified/);

    // Bob types what he is told, or what a camera has read.
    await bob.enter("/verify alice");
    await bob.until(/when it is the same/);
    const number = /(?:\d{5} +){5}\d{5}\s+(?:\d{5} +){5}\d{5}/.exec(await bob.screen())?.[0] ?? "";
    const digits = number.replace(/\D/g, "");
    assert.equal(digits.length, 60);
    await bob.press("Escape");
    await bob.until(/write it down and keep it/);
    await bob.enter(`/verify alice ${digits.replace(/.$/, (last) => last === "0" ? "1" : "0")}`);
    await bob.until(/THIS IS ANOTHER NUMBER/);
    await bob.enter("/room @alice");
    await bob.until(/@alice +encrypted(?!, verified)/);
    await bob.enter(`/verify alice CHAT1:${digits}`);
    await bob.until(/encrypted, verified/);
    const reader = await server.login("bob");
    const { messages } = await reader.request("history", { with: "alice" });
    assert.equal(messages.length, 1);
    assert.doesNotMatch(JSON.stringify(messages), /eyes/);
    await alice.enter("/exit");
    await alice.until(cleanEnd());
  },
);

tmuxTest(
  "a plain client reads with the recovery code what was written before it came",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await using alice = await newcomer("alice", { folder, server, device: "alice" });
    const [code = ""] = RECOVERY_CODE.exec(await alice.screen()) ?? [];
    await using bob = await newcomer("bob", { folder, server, device: "bob" });
    await bob.enter("/msg alice written before");
    await using plain = await startClient({
      args: [
        "--plain",
        "--password-file",
        await passwordFile(folder),
        `alice@127.0.0.1:${server.port}`,
      ],
      folder: folder.path,
      device: "other",
    });
    await plain.until(/1 encrypted conversation; this device is not linked/);
    await plain.enter(`/recovery ${code}`);
    await plain.until(/this device is linked/);
    await plain.until(/bob wrote: written before/);
    await server.register("carol");
    await plain.type("/msg carol h");
    await plain.until(/private to carol \[NOT encrypted: carol has no device that can\]> \/msg/);
    await plain.press("C-u");
    await plain.enter("/room @bob");
    await plain.until(/@bob \[encrypted\]>/);
    await plain.until(/written before/);
    await plain.enter("and after");
    await bob.until(/alice/);
  },
);

tmuxTest(
  "what is encrypted is searched to its beginning, and whoever logs out is asked about the keys",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await using alice = await newcomer("alice", { folder, server, device: "alice" });
    const [code = ""] = RECOVERY_CODE.exec(await alice.screen()) ?? [];
    await using bob = await newcomer("bob", { folder, server, device: "bob" });
    await bob.enter("/msg alice the ferry leaves at nine");
    const args = ["--password-file", await passwordFile(folder), `alice@127.0.0.1:${server.port}`];
    await using plain = await startClient({
      args: ["--plain", ...args],
      folder: folder.path,
      device: "other",
    });
    await plain.until(/this device is not linked/);
    await plain.enter(`/recovery ${code}`);
    await plain.until(/this device is linked/);
    await plain.enter("/search FERRY");
    await plain.until(/encrypted messages searched, all of them, back to \d{4}-\d\d-\d\d/);
    await plain.enter("/devices");
    await plain.until(/1 {2}terminal 1, since [\d-]+, logged in\n.*2 {2}terminal 2.*\(this one\)/);
    await plain.enter("/logout");
    await plain.until(/read with\s+terminal 1 and your recovery code then[^]*keep or forget\?/);
    await plain.enter("forget");
    await plain.until(cleanEnd());

    // The full screen, on the device that stays.
    await alice.enter("/search ferry in:@bob");
    await alice.until(/the ferry leaves at nine/);
    await alice.until(/encrypted messages searched, all of them, back to/);
    await alice.press("Escape");
    await alice.until(/F1 shows all keys/);
    await alice.enter("/devices");
    await alice.until(/1 {2}terminal 1.*\(this one\)/);
    assert.doesNotMatch(await alice.screen(), /terminal 2, since/);
    await alice.enter("/logout");
    await alice.until(/keep or forget\? \[keep\/forget\]/);
    await alice.enter("keep");
    await alice.until(cleanEnd());
    // With the keys that were kept, everything is there without a code.
    await using again = await startClient({
      args: ["--plain", ...args],
      folder: folder.path,
      device: "alice",
    });
    await again.enter("/room @bob");
    await again.until(/the ferry leaves at nine/);
  },
);

async function passwordFile(folder: TemporaryFolder): Promise<string> {
  const path = `${folder.path}/password`;
  await Deno.writeTextFile(path, `${PASSWORD}\n`, { mode: 0o600 });
  return path;
}
