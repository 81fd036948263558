/** People who write encrypted over a real server: what a client sends and gets, without its rules. */
import type { AccountChange, ChangeAuthor } from "../../../client/encryption/account_changes.ts";
import type { NewConversationKey } from "../../../client/encryption/conversation_key.ts";
import { NEW_MESSAGE, type SealedPlace, sealMessage } from "../../../client/encryption/message.ts";
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { Content } from "../../../protocol/encryption/content.ts";
import type { Line, TestClient } from "../test_client.ts";
import type { TestServer } from "../test_server.ts";
import { keyFor, Somebody, TIME_MS } from "./cast.ts";

/** A change as `keys_change` takes it. */
export function wireChange(
  { entry, secrets, older }: Pick<AccountChange, "entry" | "secrets" | "older">,
) {
  return {
    entry: toBase64url(entry),
    secrets: secrets.map(({ device, sealed }) => ({
      device: toBase64url(device),
      sealed: toBase64url(sealed),
    })),
    ...(older === undefined ? {} : { older: toBase64url(older) }),
  };
}

/** A new key as `say`, `edit` and `react` take it. */
export function wireKey({ statement, seals }: Pick<NewConversationKey, "statement" | "seals">) {
  return {
    statement: toBase64url(statement),
    seals: seals.map(({ root, generation, sealed }) => ({
      root: toBase64url(root),
      generation,
      sealed: toBase64url(sealed),
    })),
  };
}

/** Somebody with one device whose session is connected. */
export class KeyPerson {
  readonly client: TestClient;
  readonly self: Somebody;

  private constructor(client: TestClient, self: Somebody) {
    this.client = client;
    this.self = self;
  }

  /** Registers, and begins the log of the account. */
  static async called(server: TestServer, name: string): Promise<KeyPerson> {
    return await KeyPerson.on(await server.register(name), name);
  }

  /** Begins the log of an account that is logged in on a connection. */
  static async on(client: TestClient, name: string): Promise<KeyPerson> {
    const person = new KeyPerson(client, await Somebody.called(name));
    await person.granted("keys_change", person.started());
    return person;
  }

  get name(): string {
    return this.self.name;
  }

  /** The id of the device on the wire. */
  get device(): string {
    return toBase64url(this.self.device.id);
  }

  /** What begins the log. */
  started(): Line {
    return { ...wireChange(this.self.change), device: this.device };
  }

  /** Makes a change and sends it. */
  async does(make: (author: ChangeAuthor) => Promise<AccountChange>): Promise<Line> {
    return await this.granted("keys_change", wireChange(await this.self.does(make)));
  }

  /** A request that has to be granted. */
  async granted(action: string, fields: Line = {}): Promise<Line> {
    const answer = await this.client.request(action, fields);
    if (answer["ok"] !== true) {
      throw new Error(`${action} of ${this.name}: ${answer["error"]} ${answer["message"]}`);
    }
    return answer;
  }

  /** The code with which a request is refused. */
  async refused(action: string, fields: Line = {}): Promise<string | undefined> {
    return (await this.client.request(action, fields))["error"];
  }

  /** Something sealed under a key. */
  async sealed(
    { key }: NewConversationKey,
    content: Content,
    place: SealedPlace = NEW_MESSAGE,
  ): Promise<string> {
    const sealing = { content, timeMs: TIME_MS, ...place };
    return toBase64url(await sealMessage(key, this.self.device, sealing));
  }

  /** Says something under a new key; returns that and the answer. */
  async begins(
    other: KeyPerson,
    text: string,
    before?: NewConversationKey,
  ): Promise<{ key: NewConversationKey; answer: Line }> {
    const key = await keyFor(this.self, other.self, before);
    const sealed = await this.sealed(key, { text });
    const said = { to: other.name, sealed, key: wireKey(key) };
    return { key, answer: await this.granted("say", said) };
  }
}
