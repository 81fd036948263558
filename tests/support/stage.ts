/** Conversations in which an account stands as a test wants it, on one server with one cast. */
import assert from "node:assert/strict";
import type { PlaceKind, Standing } from "../../server/access/rights.ts";
import type { Subjects } from "./conversation_requests.ts";
import type { Line, TestClient } from "./test_client.ts";
import type { TestServer } from "./test_server.ts";

/** A conversation with somebody in it, or kept out of it. */
export interface Scene extends Subjects {
  standing: Standing;
  /** Its owner, who sees everything; in a direct conversation one of the two. */
  keeperClient: TestClient;
  /** Another member; in a direct conversation, the keeper's partner. */
  targetClient: TestClient;
  newcomerClient: TestClient;
  /** Who has the standing. */
  subject: string;
  client: TestClient;
}

type Clients = Pick<Scene, "keeperClient" | "targetClient" | "newcomerClient" | "client">;

/** Which scene. */
export interface SceneOptions {
  place: PlaceKind;
  standing: Standing;
}

/** Makes scenes one after the other for the same standing; several stages can be used at once. */
export class Stage {
  readonly #server: TestServer;
  readonly #tokens: Map<string, string>;
  readonly #subject: string;
  readonly #clients: Clients;
  #scenes = 0;

  private constructor(
    server: TestServer,
    tokens: Map<string, string>,
    { subject, clients }: { subject: string; clients: Clients },
  ) {
    this.#server = server;
    this.#tokens = tokens;
    this.#subject = subject;
    this.#clients = clients;
  }

  /** Registers the cast: those whom all stages share, and one subject for each of them. */
  static async open(server: TestServer, subjects: readonly string[]): Promise<Stage[]> {
    const tokens = new Map<string, string>();
    const names = ["keeper", "target", "newcomer", ...subjects];
    await Promise.all(names.map(async (name) => {
      const { answer } = await server.register(name);
      tokens.set(name, String(answer["token"]));
    }));
    return await Promise.all(subjects.map(async (subject) => {
      const enter = (name: string) => resume(server, tokens.get(name));
      const clients = {
        keeperClient: await enter("keeper"),
        targetClient: await enter("target"),
        newcomerClient: await enter("newcomer"),
        client: await enter(subject),
      };
      return new Stage(server, tokens, { subject, clients });
    }));
  }

  /** Another connection of the subject. */
  secondDevice(): Promise<TestClient> {
    return resume(this.#server, this.#tokens.get(this.#subject));
  }

  /** A conversation in which the subject stands so; it wrote there once if that is possible. */
  async scene({ place, standing }: SceneOptions): Promise<Scene> {
    this.#scenes += 1;
    const common = {
      place,
      standing,
      keeper: "keeper",
      target: "target",
      newcomer: "newcomer",
      subject: this.#subject,
      ...this.#clients,
    };
    if (place === "direct") return { ...common, ...await this.#direct(standing) };
    const room = `${place}-${this.#subject}-${this.#scenes}`.replaceAll("_", "-");
    return { ...common, ...await this.#room(room, { place, standing }) };
  }

  /** Takes a room away that the owner has no further use for: there may be only so many. */
  async strike({ room, place, freeName }: Scene): Promise<void> {
    if (place === "direct") return;
    await this.#clients.keeperClient.request("delete_room", { room });
    await this.#clients.keeperClient.request("delete_room", { room: freeName });
  }

  async #room(room: string, { place, standing }: SceneOptions) {
    const keeper = this.#clients.keeperClient;
    await granted(keeper, "create", { room, visibility: place, topic: "a topic" });
    const { targetClient, client } = this.#clients;
    for (const [username, joiner] of [["target", targetClient], [this.#subject, client]] as const) {
      await granted(keeper, "invite", { room, username });
      await granted(joiner, "join", { room });
    }
    const own = await granted(client, "say", { room, text: "mine" });
    // By somebody whom nobody there ranks below: what those above have written is another matter.
    const theirs = await granted(targetClient, "say", { room, text: "secret" });
    await granted(keeper, "role", { room, username: "target", role: "read_only" });
    await this.#stand(room, standing);
    return { room, own: own["id"], theirs: theirs["id"], freeName: `${room}-x` };
  }

  async #stand(room: string, standing: Standing): Promise<void> {
    const keeper = this.#clients.keeperClient;
    const username = this.#subject;
    const wasLetIn = standing !== "outsider" && standing !== "invited";
    const role = wasLetIn ? standing : "none";
    await granted(keeper, "role", { room, username, role });
    if (standing === "invited") await granted(keeper, "invite", { room, username });
  }

  /** As a member, the subject talks with the keeper; as an outsider, the keeper with the target. */
  async #direct(standing: Standing) {
    const isMember = standing === "member";
    const other = isMember ? this.#clients.client : this.#clients.targetClient;
    const otherName = isMember ? this.#subject : "target";
    const own = await granted(other, "say", { to: "keeper", text: "mine" });
    const theirs = await granted(this.#clients.keeperClient, "say", {
      to: otherName,
      text: "secret",
    });
    return { room: "", own: own["id"], theirs: theirs["id"], freeName: "" };
  }
}

/** Sends a request that must be granted. */
export async function granted(client: TestClient, action: string, fields: Line): Promise<Line> {
  const answer = await client.request(action, fields);
  assert.equal(answer["ok"], true, `${action} ${JSON.stringify(fields)}: ${answer["message"]}`);
  return answer;
}

/** Everything of a conversation that its owner and the subject can see. */
export async function snapshotOf(scene: Scene): Promise<unknown> {
  const { keeperClient: keeper, client, room, place, own, theirs, subject } = scene;
  const ask = async (asked: TestClient, action: string, fields: Line = {}) => {
    const { ref: _ref, ...answer } = await asked.request(action, fields);
    return answer as Line;
  };
  const other = scene.standing === "member" ? subject : "target";
  const isHere = (thing: Line) =>
    place === "direct"
      ? [thing["with"], thing["from"], thing["to"]].includes(other)
      : thing["room"] === room;
  const [rooms, subjectRooms, newcomerRooms, unread, poll, edits, history, members, filters] =
    await Promise.all([
      ask(keeper, "rooms"),
      ask(client, "rooms"),
      ask(scene.newcomerClient, "rooms"),
      ask(client, "unread"),
      ask(keeper, "poll", { last_id: own - 1 }),
      Promise.all([own, theirs].map((id) => ask(keeper, "edits", { id }))),
      ask(keeper, "history", {
        ...(place === "direct" ? { with: other } : { room }),
        limit: 1_000,
      }),
      place === "direct" ? undefined : ask(keeper, "members", { room }),
      place === "direct" ? undefined : ask(keeper, "filters", { room }),
    ]);
  return {
    rooms: rooms["rooms"].filter(isHere),
    subjectRooms: subjectRooms["rooms"].filter(isHere),
    newcomerRooms: newcomerRooms["rooms"].filter(isHere),
    unread: unread["conversations"].filter((thing: Line) =>
      thing["with"] === "keeper" || isHere(thing)
    ),
    poll: [...poll["messages"], ...poll["changed"]].filter(isHere),
    edits,
    history,
    members,
    filters,
  };
}

async function resume(server: TestServer, token: string | undefined): Promise<TestClient> {
  const client = await server.connect();
  await granted(client, "login", { token });
  return client;
}
