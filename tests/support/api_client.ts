/** Requests over HTTP as scripts make them. */
import assert from "node:assert/strict";
import {
  startServer,
  type TemporaryFolder,
  type TestServer,
  type TestServerOptions,
} from "./test_server.ts";
import type { Line } from "./test_client.ts";

/** An answer with what HTTP says of it. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: Line;
}

/** What somebody may do with the API of a server. */
export interface Api {
  /** Where it is, with a slash at its end. */
  url: string;
  /** Makes a request, as whoever the token is of. */
  request(action: string, fields?: unknown, token?: string): Promise<ApiAnswer>;
  /** The same, which must be granted. */
  ok(action: string, fields?: unknown, token?: string): Promise<Line>;
}

/** Starts a server with a plain port for HTTP, and no page. */
export async function startApiServer(
  folder: TemporaryFolder,
  options: TestServerOptions = {},
): Promise<TestServer & { api: Api }> {
  const server = await startServer(folder, {
    web: { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] },
    ...options,
  });
  return Object.assign(server, {
    api: apiOf(`http://127.0.0.1:${server.running.webPort}/api/v1/`),
  });
}

/** The API at an address. */
export function apiOf(url: string): Api {
  async function request(action: string, fields?: unknown, token?: string): Promise<ApiAnswer> {
    const headers = new Headers();
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    if (fields !== undefined) headers.set("Content-Type", "application/json");
    const body = fields === undefined ? null : JSON.stringify(fields);
    const response = await fetch(`${url}${action}`, { method: "POST", headers, body });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
  return {
    url,
    request,
    async ok(action, fields, token) {
      const { status, body } = await request(action, fields, token);
      assert.equal(status, 200, `${action}: ${JSON.stringify(body)}`);
      return body;
    },
  };
}
