/** A device that does what a script of random numbers says, among others that do the same. */
import type { Line } from "./test_client.ts";
import { Disconnected, type Viewer } from "./viewer.ts";

/** What devices do; how often each occurs is how often it is listed. */
export const DEEDS = [
  ...Array<"say">(6).fill("say"),
  ...Array<"whisper">(3).fill("whisper"),
  ...Array<"reply">(2).fill("reply"),
  ...Array<"edit">(3).fill("edit"),
  ...Array<"delete">(2).fill("delete"),
  ...Array<"react">(4).fill("react"),
  ...Array<"join">(4).fill("join"),
  ...Array<"create">(2).fill("create"),
  ...Array<"invite">(2).fill("invite"),
  ...Array<"role">(4).fill("role"),
  ...Array<"reconnect">(3).fill("reconnect"),
  ...Array<"vanish">(3).fill("vanish"),
  "burst",
  "burst",
  "part",
  "rename",
  "delete_room",
  "read_slowly",
  "read_slowly",
  "forget",
] as const;

/** One step of a script; `a` and `b` choose among what there is. */
export interface Step {
  deed: (typeof DEEDS)[number];
  a: number;
  b: number;
}

const EMOJI = ["👍", "🎉", "❤️", "🦄"];
const VISIBILITIES = ["public", "private", "invite_only"];
const ROLES = ["none", "none", "banned", "read_only", "member", "moderator"];

/** How many messages a burst has: more than a small outbox holds. */
const BURST = 12;

/** What all devices of a run share. */
export class World {
  readonly usernames: readonly string[];
  /** Every name that a room has had; none is used twice. */
  readonly rooms = ["general"];
  /** Texts whose `say` was acknowledged, by the id that was told. */
  readonly acknowledged = new Map<number, string>();
  #done = 0;
  #busy = 0;
  #waiting: { after: number; resolve(): void }[] = [];

  constructor(usernames: readonly string[]) {
    this.usernames = usernames;
  }

  /** A device begins, waits for others, goes on, or ends. */
  begin(): void {
    this.#busy += 1;
  }

  end(): void {
    this.#busy -= 1;
    this.#wake();
  }

  /** Some device has done a step. */
  stepped(): void {
    this.#done += 1;
    this.#wake();
  }

  /** Resolves when the others have done so many steps, or do nothing any more. */
  async others(steps: number): Promise<void> {
    const waited = new Promise<void>((resolve) => {
      this.#waiting.push({ after: this.#done + steps, resolve });
    });
    this.end();
    await waited;
    this.begin();
  }

  #wake(): void {
    const ready = this.#waiting.filter(({ after }) => this.#busy === 0 || after <= this.#done);
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting));
    for (const { resolve } of ready) resolve();
  }
}

/** Runs a script on a device. */
export class RandomDevice {
  readonly #viewer: Viewer;
  readonly #world: World;
  readonly #name: string;
  #count = 0;

  constructor(viewer: Viewer, { world, name }: { world: World; name: string }) {
    this.#viewer = viewer;
    this.#world = world;
    this.#name = name;
  }

  /** Does all steps one after the other. Refusals are part of it, failures of the server are not. */
  async run(steps: readonly Step[]): Promise<void> {
    this.#world.begin();
    try {
      for (const step of steps) {
        await this.#do(step);
        this.#world.stepped();
      }
    } finally {
      this.#world.end();
    }
  }

  async #do({ deed, a, b }: Step): Promise<void> {
    const viewer = this.#viewer;
    const ownRoom = pick(viewer.rooms, a) ?? "general";
    // Nobody has a role in the general room.
    const ruledRoom = pick(viewer.rooms.filter((room) => room !== "general"), a) ?? ownRoom;
    const username = pick(this.#world.usernames, b);
    switch (deed) {
      case "say":
        return await this.#say({ room: ownRoom });
      case "whisper":
        return await this.#say({ to: username });
      case "burst":
        await Promise.all(Array.from({ length: BURST }, () => this.#say({ room: ownRoom })));
        return;
      case "reply": {
        const message = this.#message(a);
        if (message !== undefined) {
          await this.#say({ ...goalOf(message, viewer.username), reply_to: message["id"] });
        }
        return;
      }
      case "edit":
        return await this.#change("edit", this.#message(a, true), { text: this.#text() });
      case "delete":
        return await this.#change("delete", this.#message(a, b % 3 > 0));
      case "react":
        return await this.#change("react", this.#message(a), {
          emoji: pick(EMOJI, b),
          remove: b % 5 === 0,
        });
      case "join":
        return await this.#ask("join", { room: pick(this.#world.rooms, a) });
      case "part":
        return await this.#ask("part", { room: ownRoom });
      case "create":
        return await this.#ask("create", {
          room: this.#freeName(),
          visibility: pick(VISIBILITIES, b),
        });
      case "rename":
        return await this.#ask("rename", { room: ruledRoom, name: this.#freeName() });
      case "delete_room":
        return await this.#ask("delete_room", { room: ruledRoom });
      case "invite":
        return await this.#ask("invite", { room: ruledRoom, username });
      case "role":
        return await this.#ask("role", { room: ruledRoom, username, role: pick(ROLES, a + b) });
      case "read_slowly":
        viewer.stopReading();
        await this.#world.others(1 + b % 12);
        return viewer.readOn();
      case "reconnect":
        await viewer.disconnect();
        if (a % 2 === 0) await this.#world.others(b % 12);
        return await viewer.connect();
      case "vanish":
        return await this.#vanish({ room: ownRoom }, b % 8);
      case "forget":
        await viewer.disconnect();
        viewer.forget();
        return await viewer.connect();
      default:
        deed satisfies never;
    }
  }

  /** Loses the connection with messages under way, and sends them again. */
  async #vanish(goal: Line, steps: number): Promise<void> {
    const messages = Array.from({ length: 3 }, () => this.#newMessage(goal));
    const answers = messages.map((message) =>
      this.#viewer.request("say", message).catch((error: unknown) => {
        if (!(error instanceof Disconnected)) throw error;
      })
    );
    // The first may have been taken, the last hardly.
    await answers[0];
    await this.#viewer.disconnect();
    await Promise.all(answers);
    await this.#world.others(steps);
    await this.#viewer.connect();
    for (const message of messages) await this.#send(message);
  }

  #say(goal: Line): Promise<void> {
    return this.#send(this.#newMessage(goal));
  }

  #newMessage(goal: Line): Line {
    const text = this.#text();
    return { ...goal, text, nonce: text };
  }

  async #send(message: Line): Promise<void> {
    const answer = checked(await this.#viewer.request("say", message));
    if (answer["ok"] === true) this.#world.acknowledged.set(answer["id"], message["text"]);
  }

  async #change(action: string, message: Line | undefined, fields: Line = {}): Promise<void> {
    if (message !== undefined) await this.#ask(action, { id: message["id"], ...fields });
  }

  async #ask(action: string, fields: Line): Promise<void> {
    checked(await this.#viewer.request(action, fields));
  }

  /** One of the latest messages in view, if wanted one's own. */
  #message(choice: number, isOwn = false): Line | undefined {
    const { view, username } = this.#viewer;
    const messages = view.messages.filter(({ from }) => !isOwn || from === username);
    return pick(messages.slice(-12), choice);
  }

  #text(): string {
    this.#count += 1;
    return `${this.#name} ${this.#count}`;
  }

  #freeName(): string {
    const name = this.#text().replaceAll(" ", "-");
    this.#world.rooms.push(name);
    return name;
  }
}

function pick<T>(things: readonly T[], choice: number): T | undefined {
  return things[choice % Math.max(things.length, 1)];
}

function goalOf({ room, from, to }: Line, username: string): Line {
  return room === undefined ? { to: from === username ? to : from } : { room };
}

/** Refusals are answers like others; a server that has trouble inside is not. */
function checked(answer: Line): Line {
  const isTrouble = ["internal", "bad_field", "unknown_action"].includes(answer["error"]);
  if (isTrouble) throw new Error(`The server answered ${answer["error"]}: ${answer["message"]}`);
  return answer;
}
