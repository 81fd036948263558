/** Gives a message other words: the old ones are kept, and the index and the mentions follow. */
import type { Content } from "../../../../protocol/content/content.ts";
import { checksumOf } from "../../database/checksum.ts";
import { columnsOf } from "../../content/kinds.ts";
import type { AdmittedMessage } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";
import { keepFormerText } from "./former_texts.ts";
import { replaceMentions, type RoomCall } from "./mentions.ts";
import { reindex, unindex } from "./search_index.ts";

/** What a message becomes. */
export interface NewText {
  /** Who wrote it. */
  author: number;
  content: Content;
  call: RoomCall;
  timeMs: number;
}

/** Changes what a message says; returns the id of the change. */
export function changeText(
  store: WriteStore,
  found: AdmittedMessage,
  { author, content, call, timeMs }: NewText,
): number {
  const { id: message, place } = found;
  const { text } = columnsOf(content);
  const id = store.nextId();
  const { text: former } = found.content;
  keepFormerText(store, { message, text: former, sealed: null, epoch: null, timeMs });
  unindex(store, found);
  store.run(
    `UPDATE messages SET text = ?, checksum = ?, changed_id = ?, edited_ms = ?, mentions_room = ?
     WHERE id = ?`,
    text,
    checksumOf(message, text),
    id,
    timeMs,
    call === "called" ? 1 : 0,
    message,
  );
  reindex(store, message);
  replaceMentions(store, { message, conversation: place.id, author, content });
  return id;
}
