/** The client for scripts against a real server that does not let everybody in. */
import assert from "node:assert/strict";
import { runClient } from "../../support/client_process.ts";
import { ok } from "../../support/requests.ts";
import { registerOwner } from "../../support/staff.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../support/test_server.ts";

function clientOf(server: TestServer, name: string, ...more: string[]) {
  return runClient({
    args: [`${name}@127.0.0.1:${server.port}`, "--no-tls", ...more],
    env: { CHAT_PASSWORD: PASSWORD },
    input: "hello\n",
  });
}

Deno.test("chat connect --invite makes the account with the code, and says when it cannot", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  await ok(owner, "registration", { mode: "invite" });
  const { code } = await ok(owner, "invite_code");

  const without = await clientOf(server, "alice", "--register");
  assert.equal(without.code, 4, without.stderr);
  assert.match(without.stderr, /with an invite code only; .* \(bad_invite\)/);
  const made = await clientOf(server, "alice", "--invite", code);
  assert.deepEqual([made.code, made.stdout], [0, "alice: hello\n"]);
  const again = await clientOf(server, "bobby", "--invite", code);
  assert.equal(again.code, 4);
  assert.match(again.stderr, /not valid, or not any more.*\(bad_invite\)/);
});

Deno.test("chat connect --register tries where names on a list may", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  await ok(owner, "registration", { mode: "allow_list" });
  await ok(owner, "allow", { username: "alice" });
  assert.equal((await clientOf(server, "alice", "--register")).code, 0);
  const other = await clientOf(server, "bobby", "--register");
  assert.equal(other.code, 4);
  assert.match(other.stderr, /names on its list.*\(registration_closed\)/);
});

Deno.test("chat connect refuses with 4 where a script cannot answer what the server asks for", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  await server.register("alice");
  await ok(owner, "reset_password", { username: "alice" });
  const { code, stderr } = await clientOf(server, "alice");
  assert.equal(code, 4);
  assert.match(stderr, /\(password_change_required\)/);
});
