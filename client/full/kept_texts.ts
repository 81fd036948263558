/** Keeps what was being written, and what was sent, from one run of the client to the next. */
import { PrivateFile } from "../base/private_file.ts";
import type { Aliases } from "../commands/aliases.ts";
import { holdsSecret } from "../commands/secret_lines.ts";
import { parseObject } from "../net/incoming.ts";

/** Name of the file inside the config folder. */
export const TEXTS_FILE = "texts";

/** Most drafts and sent texts that are kept, and the longest of them, in UTF-16 units. */
const MAX_DRAFTS = 200;
const MAX_SENT = 500;
const MAX_TEXT_LENGTH = 20_000;
/** All of them together. */
const MAX_TOTAL_LENGTH = 1_000_000;

/** What is kept. */
export interface KeptTexts {
  /** By server and place: `chat.example:5000 #general`. */
  readonly drafts: ReadonlyMap<string, string>;
  /** Oldest first. */
  readonly sent: readonly string[];
}

const NOTHING: KeptTexts = { drafts: new Map(), sent: [] };

/** A file of mode 600; without a folder nothing is kept. Several clients may use it at once. */
export class TextStore {
  readonly #file: PrivateFile | undefined;
  readonly #aliases: () => Aliases;
  /** What was read or written last: what is different from it was changed here. */
  #known = NOTHING;
  #saved = "";

  /** What `aliases` stand for decides, too, what is a secret. */
  constructor(folder: string | undefined, aliases: () => Aliases = () => ({})) {
    this.#aliases = aliases;
    this.#file = folder === undefined ? undefined : new PrivateFile(folder, TEXTS_FILE);
  }

  /** What was kept; nothing when the file is damaged. Throws {NotPrivate} when others can read it. */
  async load(): Promise<KeptTexts> {
    this.#known = decoded(await this.#file?.read() ?? "");
    return this.#known;
  }

  /** Keeps this, and what other clients keep; codes, what is too long, or too much, is left out. */
  async save(texts: KeptTexts): Promise<void> {
    const json = this.#encoded(texts);
    if (json === this.#saved) return;
    await this.#file?.update((text) => this.#encoded(this.#merged(decoded(text), texts)));
    this.#known = texts;
    this.#saved = json;
  }

  /** As {@linkcode save}, but done when it returns: the program ends right after it. */
  saveNow(texts: KeptTexts): void {
    const path = this.#file?.path;
    if (path === undefined || this.#encoded(texts) === this.#saved) return;
    try {
      const fresh = `${path}.${crypto.randomUUID()}`;
      const json = this.#encoded(this.#merged(decoded(textAt(path)), texts));
      Deno.writeTextFileSync(fresh, json, { createNew: true, mode: 0o600 });
      Deno.renameSync(fresh, path);
    } catch {
      // The folder is missing or full, and there is nobody left to tell.
    }
  }

  #encoded(texts: KeptTexts): string {
    return encoded(texts, this.#aliases());
  }

  /** `there` with what was changed here. */
  #merged(there: KeptTexts, here: KeptTexts): KeptTexts {
    const known = this.#known;
    const drafts = new Map(there.drafts);
    for (const name of [...known.drafts.keys(), ...here.drafts.keys()]) {
      const text = here.drafts.get(name);
      if (text === known.drafts.get(name)) continue;
      if (text === undefined) drafts.delete(name);
      else drafts.set(name, text);
    }
    // Who keeps nothing of what was sent wants nothing of it in the file.
    if (here.sent.length === 0 && known.sent.length > 0) return { drafts, sent: [] };
    const before = new Set(known.sent);
    const added = new Set(here.sent.filter((text) => !before.has(text)));
    return { drafts, sent: [...there.sent.filter((text) => !added.has(text)), ...added] };
  }
}

function textAt(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function decoded(json: string): KeptTexts {
  const fields = json === "" ? undefined : parseObject(json);
  const drafts = Object.entries(Object(fields?.["drafts"]) as Record<string, unknown>)
    .filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const sent = Array.isArray(fields?.["sent"]) ? fields["sent"] : [];
  return {
    drafts: new Map(drafts.slice(0, MAX_DRAFTS)),
    sent: sent.filter((each: unknown) => typeof each === "string").slice(-MAX_SENT),
  };
}

function encoded({ drafts, sent }: KeptTexts, aliases: Aliases): string {
  let total = 0;
  const fits = (text: string) => {
    if (text.length > MAX_TEXT_LENGTH || holdsSecret(text, aliases)) return false;
    total += text.length;
    return total <= MAX_TOTAL_LENGTH;
  };
  const kept = [...drafts].filter(([, text]) => text.trim() !== "" && fits(text));
  const newest = sent.toReversed().filter(fits).slice(0, MAX_SENT).reverse();
  return JSON.stringify({
    drafts: Object.fromEntries(kept.slice(0, MAX_DRAFTS)),
    sent: newest,
  });
}
