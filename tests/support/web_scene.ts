/** A chat in which something has happened: what pictures of the page and checks of its views show. */
import { startWebServer } from "./web_server.ts";
import { PASSWORD, type TemporaryFolder, type TestServer } from "./test_server.ts";
import type { Line, TestClient } from "./test_client.ts";

/** Where the scene plays; each step of it takes a minute. */
const BEGIN = Date.parse("2026-03-09T15:58:00Z");
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A server with people, rooms and messages; `maria` is who looks at it. */
export interface WebScene {
  readonly server: TestServer & { url: string };
  /** Who looks: log in with this name and the password of all tests. */
  readonly reader: "maria";
  /** What time it is when everything has happened. */
  readonly now: number;
  readonly people: Readonly<Record<Name, TestClient>>;
}

type Name = "jonas" | "priya" | "maria" | "samir" | "yusuf";

/** Plays the scene: two days, five people, four rooms, a private conversation. */
export async function playScene(folder: TemporaryFolder): Promise<WebScene> {
  let now = BEGIN;
  const server = await startWebServer(folder, { now: () => now, name: "Harbour" });
  const people: Partial<Record<Name, TestClient>> = {};
  const as = (name: Name): TestClient => {
    const client = people[name];
    if (client === undefined) throw new Error(`${name} is not here yet`);
    return client;
  };
  const ask = async (name: Name, action: string, fields: Line): Promise<Line> => {
    now += MINUTE_MS / 3;
    const answer = await as(name).request(action, fields);
    if (answer["ok"] !== true) throw new Error(`${name} cannot ${action}: ${answer["message"]}`);
    return answer;
  };
  const say = async (name: Name, text: string, more: Line = {}): Promise<number> =>
    Number((await ask(name, "say", { room: "general", text, ...more }))["id"]);

  for (const name of ["jonas", "priya", "maria", "samir", "yusuf"] as const) {
    people[name] = await server.register(name);
  }
  await ask("jonas", "create", { room: "design" });
  await ask("jonas", "create", { room: "releases" });
  await ask("priya", "create", { room: "coffee-break" });
  for (const room of ["design", "releases", "coffee-break"]) {
    for (const name of ["jonas", "priya", "maria", "samir"] as const) {
      await ask(name, "join", { room });
    }
  }
  await ask("jonas", "topic", { room: "general", topic: "Everything about the harbour website" });

  await say("priya", "The new pier map is online. Could somebody look at it on a small phone?");
  const map = await say("samir", "Looks good here. The legend is a bit small, but **readable**.");
  await say("samir", "One thing: the ferry times still show winter hours.");
  await say("priya", "Good catch, I'll fix that before the weekend.", { reply_to: map });
  await ask("jonas", "react", { id: map, emoji: "👍" });
  await ask("priya", "react", { id: map, emoji: "👍" });
  await ask("maria", "react", { id: map, emoji: "🎉" });
  now = BEGIN + DAY_MS - 6 * 60 * MINUTE_MS;
  await say("jonas", "Good morning! The deployment is one command now:");
  const deploy = await say(
    "jonas",
    "```\n./deploy --target pier-7 --dry-run\nchecking 14 files … ok\nnothing to do\n```",
  );
  await ask("priya", "react", { id: deploy, emoji: "🚀" });
  await ask("samir", "react", { id: deploy, emoji: "🚀" });
  await ask("maria", "react", { id: deploy, emoji: "🎉" });
  await say("maria", "Nice. I'll try it after lunch, see https://harbour.example/deploy");
  const question = await say("yusuf", "مرحبا، هل يمكنني تجربة ذلك أيضا؟");
  await say("maria", "Of course, the password is in the safe :)", { reply_to: question });
  await say("samir", "> nothing to do\nthat is my *favourite* output of any program");
  now += 40 * MINUTE_MS;
  const last = await say("priya", "Ferry times are corrected.");
  await ask("maria", "read", { room: "general", id: last });
  await say("jonas", "@maria could you look at `harbour.css` when you have a minute?");
  await say("priya", "And the photos of the lighthouse are in #design.");
  for (
    const text of ["New photos of the lighthouse", "The blue one is my favourite", "Mine, too"]
  ) {
    await ask("priya", "say", { room: "design", text });
  }
  await ask("samir", "say", { room: "releases", text: "2.4.0 is out" });
  await ask("jonas", "say", { to: "maria", text: "Lunch at the pier?" });
  await ask("samir", "away", { reason: "on the ferry" });
  now += MINUTE_MS;
  return {
    server,
    reader: "maria",
    now,
    people: people as Record<Name, TestClient>,
  };
}

export { PASSWORD };
