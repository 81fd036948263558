import assert from "node:assert/strict";
import { ClientFailure } from "../../../client/base/failure.ts";
import type { Connection } from "../../../client/link/connection.ts";
import { type Credentials, Login } from "../../../client/link/login.ts";
import { ChatError, type ErrorCode } from "../../../protocol/errors.ts";

type Fields = Record<string, unknown>;

/** A connection that refuses with these codes, in order, and then grants everything. */
function connectionThat(...refusals: ErrorCode[]) {
  const requests: [string, Fields][] = [];
  const connection = {
    request(action: string, fields: Fields) {
      // What is undefined is not sent.
      requests.push([action, JSON.parse(JSON.stringify(fields))]);
      const code = refusals.shift();
      return code === undefined
        ? Promise.resolve({ username: "alice", token: "t", rooms: [], last_id: 0 })
        : Promise.reject(new ChatError(code));
    },
  };
  return { connection: connection as unknown as Connection, requests };
}

const ALICE: Credentials = { username: "alice", password: "old secret", register: false };
const DEVICE = { device: "test" };

Deno.test("Login.first() sends an invite code with a registration, other codes with a login", async () => {
  const { connection, requests } = connectionThat();
  const login = new Login("test");
  await login.first(connection, { ...ALICE, register: true, invite: "7KQ2" });
  await login.first(connection, { ...ALICE, code: "111111", newPassword: "new secret" });
  const common = { username: "alice", password: "old secret", ...DEVICE };
  assert.deepEqual(requests, [
    ["register", { ...common, invite: "7KQ2" }],
    ["login", { ...common, code: "111111", new_password: "new secret" }],
  ]);
});

Deno.test("Login.again() tries the password that was chosen last, and no code twice", async () => {
  const { connection, requests } = connectionThat();
  const login = new Login("test");
  await login.first(connection, { ...ALICE, code: "111111", newPassword: "new secret" });
  const next = connectionThat("bad_credentials");
  await login.again(next.connection);
  assert.equal(requests.length, 1);
  assert.deepEqual(next.requests, [
    ["login", { token: "t", ...DEVICE }],
    ["login", { username: "alice", password: "new secret", ...DEVICE }],
  ]);
});

Deno.test("Login.again() ends the client when the password alone does not do any more", async () => {
  for (const code of ["code_required", "password_change_required", "account_banned"] as const) {
    const login = new Login("test");
    await login.first(connectionThat().connection, ALICE);
    const { connection } = connectionThat("bad_credentials", code);
    await assert.rejects(
      login.again(connection),
      (error) => error instanceof ClientFailure && error.exitCode === 4,
      code,
    );
  }
});
