/** The first line of every connection. */
import type { HelloEvent } from "../../protocol/events.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { PROGRAM_VERSION, PROTOCOL_VERSION } from "../../protocol/version.ts";
import type { Services } from "../commands/services.ts";
import type { ServeOptions } from "./serve_options.ts";

/** What the server says of itself at that moment. */
export function helloOf(
  options: Pick<ServeOptions, "description" | "motd" | "name">,
  { cluster, databaseIdentity, journal, maxMessageBytes, pageMessages, registration, uploads }:
    Pick<
      Services,
      | "cluster"
      | "databaseIdentity"
      | "journal"
      | "maxMessageBytes"
      | "pageMessages"
      | "registration"
      | "uploads"
    >,
): HelloEvent {
  const { mode } = registration.at(journal.timeMs);
  const { database } = databaseIdentity.past;
  return {
    event: "hello",
    protocol: PROTOCOL_VERSION,
    server: `chat/${PROGRAM_VERSION}`,
    name: options.name,
    description: options.description,
    motd: options.motd,
    ...(mode === "allow_list"
      ? { registration: "closed", allow_list: true }
      : { registration: mode }),
    limits: {
      line_bytes: MAX_LINE_BYTES,
      text_bytes: maxMessageBytes,
      page_messages: pageMessages,
    },
    ...(uploads === undefined ? {} : { files: { max_size: uploads.maxFileBytes } }),
    encryption: 1,
    ...(database === "" ? {} : { database }),
    ...(cluster === undefined ? {} : { nodes: cluster.addresses }),
  };
}
