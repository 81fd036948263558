/** All kinds of content in the database; nothing else in the server tells kinds apart. */
import type { Content, SealedContent } from "../../../protocol/content/content.ts";
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import type { Row, Store } from "../database/store.ts";
import { fileOfMessage, fileOfReport } from "../files/file_rows.ts";
import { STORED_FILE } from "./file.ts";
import { STORED_SEALED } from "./sealed.ts";
import { STORED_ACTION, STORED_NOTICE, STORED_TEXT } from "./spoken.ts";
import type { ContentColumns, StoredKind } from "./stored_kind.ts";

type Kinds = { readonly [C in Content as C["kind"]]: StoredKind<C> };

const KINDS: Kinds = {
  text: STORED_TEXT,
  action: STORED_ACTION,
  notice: STORED_NOTICE,
  file: STORED_FILE,
  sealed: STORED_SEALED,
};

const BY_CODE: ReadonlyMap<number, StoredKind<Content>> = new Map(
  Object.values(KINDS).map((kind) => [kind.code, kind as unknown as StoredKind<Content>]),
);

/** The columns of a content in a row of `messages`; `text` is what a search finds of it. */
export function columnsOf(content: Content): ContentColumns {
  const kind = kindOf(content);
  const sealed = kind.sealedBytes?.(content) ?? null;
  return { content_kind: kind.code, text: kind.indexedText(content), sealed };
}

/** The columns of a content in a row of `reports`. */
export function reportedColumns(content: Content): ContentColumns {
  const kind = kindOf(content);
  const sealed = kind.sealedBytes?.(content) ?? null;
  return { content_kind: kind.code, text: kind.reportedText(content), sealed };
}

/** The content of a row of `messages` with the columns `id`, `content_kind` and `text`. */
export function messageContent(store: Store, row: Row): Content {
  return contentIn(row, () => fileOfMessage(store, Number(row["id"])));
}

/** The content of a row of `reports` with the columns `id`, `content_kind` and `text`. */
export function reportContent(store: Store, row: Row): Content {
  return contentIn(row, () => fileOfReport(store, Number(row["id"])));
}

/** The content of a row; what is left of a kind whose file is gone is a text, empty if it was deleted. */
export function contentIn(row: Row, fileOf: () => SharedFile | undefined): Content {
  const kind = BY_CODE.get(Number(row["content_kind"]));
  if (kind === undefined) throw new Error(`There is no kind of content ${row["content_kind"]}`);
  return kind.fromRow(row, fileOf) ?? { kind: "text", text: String(row["text"]) };
}

/** The file that a content carries, if it carries one. */
export function fileIn(content: Content): SharedFile | undefined {
  return kindOf(content).fileIn(content);
}

/** The words of a content that filters look at. */
export function screenedText(content: Content): string {
  return kindOf(content).screenedText(content);
}

/** A content with what filters have left of {@linkcode screenedText}. */
export function withScreened(content: Content, text: string): Content {
  return kindOf(content).withScreened(content, text);
}

/** An encrypted content that was encrypted anew; the file that it carries stays. */
export function withSealed(content: SealedContent, sealed: string): SealedContent {
  return { ...content, sealed };
}

/** What a log says of a content. */
export function loggedText(content: Content): string {
  return kindOf(content).loggedText(content);
}

/** Each kind knows how to deal with its own contents; the type system cannot say so. */
function kindOf<C extends Content>({ kind }: C): StoredKind<C> {
  return KINDS[kind] as unknown as StoredKind<C>;
}
