/** Requests whose outcome a test is sure of. */
import assert from "node:assert/strict";
import type { Line, TestClient } from "./test_client.ts";

/** The answer to a request that must be granted. */
export async function ok(client: TestClient, action: string, fields: Line = {}): Promise<Line> {
  const answer = await client.request(action, fields);
  assert.equal(answer["ok"], true, `${action} ${JSON.stringify(fields)}: ${answer["message"]}`);
  return answer;
}

/** The code with which a request is refused that must be refused. */
export async function refused(
  client: TestClient,
  action: string,
  fields: Line = {},
): Promise<string> {
  const answer = await client.request(action, fields);
  assert.equal(answer["ok"], false, `${action} ${JSON.stringify(fields)} was granted`);
  return answer["error"];
}
