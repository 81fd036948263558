/** What somebody might ask to find out about a place that they may not read. */
import { CONVERSATION_REQUESTS, type Subjects } from "./conversation_requests.ts";
import { granted } from "./stage.ts";
import type { Line, TestClient } from "./test_client.ts";

/** Questions that are about no one place. */
export const OVERALL_QUESTIONS: readonly (readonly [string, Line])[] = [
  ["poll", { last_id: 0 }],
  ["unread", {}],
  ["rooms", {}],
  ["export", {}],
  ["who", {}],
  ["whois", { username: "keeper" }],
  ["whois", { username: "target" }],
  ["search", { query: "secret" }],
  ["search", { query: "from:keeper" }],
  ["history", { room: "general" }],
  ["history", { with: "keeper" }],
  ["history", { with: "target" }],
];

/** Requests that name a room, right and wrong ones. */
export function questionsByName(scene: Subjects): [string, Line][] {
  const { room, own } = scene;
  const byName = CONVERSATION_REQUESTS.filter(({ names }) => names === "place");
  return [
    ...byName.map(({ action, fields }): [string, Line] => [action, fields(scene)]),
    ["say", { room, text: "" }],
    ["say", { room, text: "again", nonce: "n" }],
    ["say", { room: `#${room.toUpperCase()}`, text: "loud" }],
    ["history", { room, date: "yesterday" }],
    ["history", { room, around: own, limit: 1 }],
    ["history", { room, events: true }],
    ["read", { room, id: Number.MAX_SAFE_INTEGER }],
    ["rename", { room, name: "general" }],
    ["rename", { room, name: "no name" }],
    ["topic", { room, topic: "x".repeat(301) }],
    ["invite", { room, username: "nobody" }],
    ["role", { room, username: "nobody", role: "member" }],
    ["role", { room, username: scene.keeper, role: "banned" }],
    ["members", { room, after: "a" }],
    ["search", { query: `from:keeper in:${room}` }],
    ["search", { query: `secret in:#${room}` }],
    ["rooms", { after: room.slice(0, -1) }],
    ["join", { room: `#${room}` }],
  ];
}

/** The whole answer as it came, to a request whose `ref` is always the same. */
export async function textOfAnswer(
  client: TestClient,
  action: string,
  fields: Line,
): Promise<string> {
  const answer = client.next((line) => line["ref"] === "same", `the answer to ${action}`);
  await client.send(linesOf([{ action, ref: "same", ...fields }]));
  return JSON.stringify(await answer);
}

/** All parts of an answer that comes in several. */
export async function allParts(client: TestClient, action: string, fields: Line): Promise<Line[]> {
  const parts = [await granted(client, action, fields)];
  for (let next = parts[0]?.["next"]; next !== undefined; next = parts.at(-1)?.["next"]) {
    parts.push(await granted(client, action, { ...fields, after: next }));
  }
  return parts;
}

/** Requests as they go over the wire. */
export function linesOf(requests: readonly Line[]): string {
  return requests.map((request) => `${JSON.stringify(request)}\n`).join("");
}
