/** The page's link where it encrypts: what goes wrong with keys is said in the language of the page. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import type { SealedFile } from "../../../protocol/encryption/content.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import type { Place } from "../../../protocol/records.ts";
import type { Action, Fields } from "../../../protocol/requests.ts";
import type { RequestOptions } from "../../link/connection.ts";
import type { FileStanding } from "../../link/file_standing.ts";
import type { KeyPowers } from "../../link/key_powers.ts";
import type { Outgoing, Stored } from "../../link/unacknowledged.ts";
import { DamagedKeys } from "../../sealing/damaged_keys.ts";
import { HeldBack } from "../../sealing/held_back.ts";
import { SealedLink } from "../../sealing/sealed_link.ts";
import type { SealedLinkOptions } from "../../sealing/sealed_link.ts";

/** What a page's link is made of. */
export interface PageLinkOptions extends SealedLinkOptions {
  /** Says why something about keys did not work. */
  problem: (error: unknown) => string;
  /** Somebody is in. */
  isIn: () => void;
}

/** Every error about keys that it throws is a {@linkcode HeldBack} with a sentence of the page. */
export class PageLink extends SealedLink {
  readonly #problem: PageLinkOptions["problem"];
  readonly #isIn: () => void;

  constructor(options: PageLinkOptions) {
    super(options);
    this.#problem = options.problem;
    this.#isIn = options.isIn;
  }

  override begin(): void {
    super.begin();
    this.#isIn();
  }

  override async say(message: Outgoing): Promise<Stored> {
    return await this.#said(() => super.say(message));
  }

  override async request<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
    options?: RequestOptions,
  ): Promise<AnswerFields[A]> {
    return await this.#said(() => super.request(action, fields, options));
  }

  override async fileStanding(place: Place): Promise<FileStanding> {
    return await this.#said(() => super.fileStanding(place));
  }

  override async saySealed(message: Outgoing, file: SealedFile): Promise<Stored> {
    return await this.#said(() => super.saySealed(message, file));
  }

  override async sealedFile(messageId: number): Promise<SealedFile | undefined> {
    return await this.#said(() => super.sealedFile(messageId));
  }

  override async keyPowers(): Promise<KeyPowers | undefined> {
    const powers = await this.#said(() => super.keyPowers());
    if (powers === undefined) return undefined;
    const said: ProxyHandler<KeyPowers>["get"] = (target, name) => {
      const power: unknown = Reflect.get(target, name);
      if (typeof power !== "function") return power;
      return (...values: unknown[]) => this.#said(() => power.apply(target, values));
    };
    return new Proxy(powers, { get: said });
  }

  async #said<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const isOfKeys = error instanceof EncryptionError || error instanceof DamagedKeys ||
        (error instanceof DOMException && error.name !== "AbortError");
      if (!isOfKeys) throw error;
      throw new HeldBack(this.#problem(error), { cause: error });
    }
  }
}
