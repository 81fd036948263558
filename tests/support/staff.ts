/** Makes accounts of a test server owner, admin or moderator. */
import type { ServerRole } from "../../protocol/records.ts";
import { granted } from "./stage.ts";
import type { TestClient } from "./test_client.ts";
import type { TestServer } from "./test_server.ts";

/** Registers an account and makes it the owner of a server that has none. */
export async function registerOwner(server: TestServer, username: string): Promise<TestClient> {
  const client = await server.register(username);
  await granted(client, "claim", { code: server.running.claimCode });
  return client;
}

/** Registers an account to which `owner` gives a role. */
export async function registerStaff(
  server: TestServer,
  owner: TestClient,
  { username, role }: { username: string; role: ServerRole },
): Promise<TestClient> {
  const client = await server.register(username);
  await granted(owner, "grant", { username, role });
  await client.event("granted");
  return client;
}

/** An owner, an admin, a moderator, and somebody without a role. */
export async function registerCast(server: TestServer) {
  const owner = await registerOwner(server, "owner");
  const admin = await registerStaff(server, owner, { username: "admin", role: "admin" });
  const mod = await registerStaff(server, owner, { username: "mod", role: "moderator" });
  const bob = await server.register("bob");
  return { owner, admin, mod, bob };
}
