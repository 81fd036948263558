/** A writer on a database of its own, with people, to apply entries one by one. */
import { CONSOLE, GUEST, SERVER } from "../../server/journal/actors.ts";
import { openForWriting } from "../../server/journal/database/database.ts";
import { migrate } from "../../server/journal/database/schema.ts";
import type { Entry, EntryKind, FieldsOf, ResultOf } from "../../server/journal/entries.ts";
import { RE2_ENGINE } from "../../server/journal/filters/pattern_engine.ts";
import type { AnswerOf, QueryKind, QueryMap, QueryOf } from "../../server/journal/queries.ts";
import { answerQuery } from "../../server/journal/reader_worker.ts";
import { Store } from "../../server/journal/database/store.ts";
import { Writer } from "../../server/journal/write/writer.ts";
import type { SharedFile } from "../../protocol/files/shared_file.ts";
import { PICTURE } from "./shared_file.ts";
import { TemporaryFolder } from "./test_server.ts";

/** The people of a stage; alice owns the server. */
export const ALICE = 1;
export const BOB = 2;
export const CAROL = 3;

/** Applies entries; time passes only when it is told to. */
export class JournalStage implements Disposable {
  readonly #folder = new TemporaryFolder();
  readonly database = openForWriting(this.#folder.path, "normal");
  readonly writer: Writer;
  timeMs = 1_700_000_000_000;
  /** The bytes that nothing refers to since the last entry. */
  freed: readonly string[] = [];

  constructor() {
    migrate(this.database);
    this.writer = new Writer(this.database);
    this.writer.usePatterns(RE2_ENGINE);
    for (const name of ["alice", "bob", "carol"]) this.register(name);
    const codeHash = new Uint8Array([1]);
    this.does("offer_claim", { actor: SERVER, codeHash });
    this.does("claim", { actor: ALICE, address: "", codeHash });
  }

  /** Applies an entry that is granted; returns what it results in. */
  does<K extends EntryKind>(kind: K, fields: FieldsOf<K>): ResultOf<K> {
    const outcome = this.#apply(kind, fields);
    if ("result" in outcome) return outcome.result as ResultOf<K>;
    throw new Error(`${kind} was refused: ${outcome.refused}: ${outcome.message}`);
  }

  /** Applies an entry that is refused; returns the code. */
  refuses<K extends EntryKind>(kind: K, fields: FieldsOf<K>): string {
    const outcome = this.#apply(kind, fields);
    return "refused" in outcome ? outcome.refused : "granted";
  }

  /** Makes an account; its id comes back. */
  register(name: string, inviteCode?: string): number {
    return this.does("register", registering(name, inviteCode)).id;
  }

  /** Says something in a room; the id of the message comes back. */
  says(actor: number, text: string, room = "general"): number {
    return this.does("say_room", saying(actor, text, room)).id;
  }

  /** What a query answers. */
  asks<K extends QueryKind>(kind: K, fields: QueryMap[K]["fields"]): AnswerOf<K> {
    const query = { ...fields, kind, nowMs: this.timeMs } as unknown as QueryOf<K>;
    return answerQuery(new Store(this.database), query);
  }

  /** The first row that a query gives. */
  row(sql: string): Record<string, unknown> | undefined {
    const row = this.database.prepare(sql).get();
    return row === undefined ? undefined : { ...row };
  }

  [Symbol.dispose](): void {
    this.database.close();
    this.#folder[Symbol.dispose]();
  }

  #apply<K extends EntryKind>(kind: K, fields: FieldsOf<K>) {
    const entry = { ...fields, kind, timeMs: this.timeMs } as unknown as Entry;
    const [outcome] = this.writer.commit([entry]).outcomes;
    if (outcome === undefined) throw new Error("There is no outcome");
    this.freed = "result" in outcome ? outcome.freed ?? [] : [];
    return outcome;
  }
}

/** The fields of a registration. */
export function registering(name: string, inviteCode?: string): FieldsOf<"register"> {
  const tokenHash = new TextEncoder().encode(name);
  return { actor: GUEST, name, password: "-", inviteCode, tokenHash, address: "::1", device: "" };
}

/** The fields of a message in a room. */
export function saying(actor: number, text: string, room = "general"): FieldsOf<"say_room"> {
  const content = { kind: "text", text } as const;
  return {
    actor,
    authorName: `account ${actor}`,
    content,
    room,
    replyTo: undefined,
    nonce: undefined,
  };
}

/** The fields of a message in a room that carries a file. */
export function sending(
  actor: number,
  file: Partial<SharedFile>,
  text = "",
): FieldsOf<"say_room"> {
  const { height: _height, preview: _preview, width: _width, ...plain } = PICTURE;
  return { ...saying(actor, ""), content: { kind: "file", text, file: { ...plain, ...file } } };
}

/** A SHA-256 that is easy to read. */
export function hash(digit: string): string {
  return digit.repeat(64);
}

/** Who acts from nowhere in particular. */
export function by(actor: number): { actor: number; address: string } {
  return { actor, address: "" };
}

export const BY_CONSOLE = by(CONSOLE);
