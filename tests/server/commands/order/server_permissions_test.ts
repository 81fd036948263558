/** Who may do what on the server, generated from the table of rights and asked of a real server. */
import assert from "node:assert/strict";
import type { ServerRole } from "../../../../protocol/records.ts";
import {
  hasServerRight,
  outranks,
  SERVER_RIGHTS,
  SERVER_ROLES,
} from "../../../../server/access/server_rights.ts";
import { COMMANDS } from "../../../../server/commands/registry.ts";
import { SERVER_REQUESTS, type ServerRequest } from "../../../support/server_requests.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import { granted } from "../../../support/stage.ts";
import type { TestClient } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";

/** The code of the refusal that the table demands; undefined when the request must be granted. */
function expected(
  { always, isAboutSomebody, right }: ServerRequest,
  { actor, target }: { actor: ServerRole; target: ServerRole },
): string | undefined {
  if (!hasServerRight(right, actor)) return "no_right";
  return isAboutSomebody && !outranks(actor, target) ? "no_right" : always;
}

/** Somebody of each role to act on. */
async function targetsOf(
  server: TestServer,
  { owner, actor }: { owner: TestClient; actor: ServerRole },
): Promise<Map<ServerRole, string>> {
  const targets = new Map<ServerRole, string>();
  for (const role of SERVER_ROLES) {
    const username = `${actor}-on-${role}`;
    if (role === "user") await server.register(username);
    else await registerStaff(server, owner, { username, role });
    targets.set(role, username);
  }
  return targets;
}

Deno.test("SERVER_REQUESTS has a request for every right and every command that needs one", () => {
  const rights = new Set(SERVER_REQUESTS.map(({ right }) => right));
  assert.deepEqual([...rights].sort(), [...SERVER_RIGHTS].sort());
  const known = new Set<string>(SERVER_REQUESTS.map(({ action }) => action));
  for (const [action, command] of Object.entries(COMMANDS)) {
    const needsMore = "needs" in command && command.needs !== undefined;
    assert.ok(!needsMore || known.has(action) || action === "revoke_code", action);
  }
});

for (const actor of SERVER_ROLES) {
  Deno.test(`hasServerRight() is what the server says to a ${actor}, about everybody`, async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const owner = await registerOwner(server, "first");
    const client = actor === "user"
      ? await server.register("actor")
      : await registerStaff(server, owner, { username: "actor", role: actor });
    const targets = await targetsOf(server, { owner, actor });
    const wrong: string[] = [];
    for (const [target, username] of targets) {
      for (const request of SERVER_REQUESTS) {
        if (!request.isAboutSomebody && target !== "user") continue;
        const fields = request.fields({ target: username, unique: `word-${actor}` });
        const { error } = await client.request(request.action, fields);
        const code = expected(request, { actor, target });
        if (error !== code) {
          wrong.push(`${request.action} on ${target}: ${error ?? "ok"}, not ${code ?? "ok"}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    const { users } = await granted(owner, "roles", {});
    const left = users.filter((user: { username: string }) => user.username.startsWith(actor));
    const untouched = SERVER_ROLES.filter((role) =>
      role !== "user" && !(hasServerRight("grant", actor) && outranks(actor, role))
    );
    assert.equal(left.length, untouched.length);
  });
}
