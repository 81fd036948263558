/** Asks the server in memory as a client asks a real one: in JSON, page by page, refused by codes. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { fromBase64url, toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import type { Bytes } from "../../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { ChatError, isErrorCode } from "../../../protocol/errors.ts";
import type { Fields } from "../../../protocol/requests.ts";
import type { KeyAction, KeyRequest } from "../../../client/encryption/session/key_requests.ts";
import { endOf, seqOf } from "../../../protocol/encryption/log.ts";
import type { KeyStore } from "../../../client/encryption/session/key_store.ts";
import { type KeyService, Refused, type Series } from "./key_server.ts";

/** Small, so that everything comes in several pages. */
const PAGE = 3;

type Answers = {
  [A in KeyAction]?: (fields: Partial<Fields<A>>) => Promise<AnswerFields[A]> | AnswerFields[A];
};

/** What `account` can ask. */
export function keyRequests(server: KeyService, account: string, store: KeyStore): KeyRequest {
  const answers: Answers = {
    keys: async ({ after = 0, root, username = "" }) => {
      const series = root === undefined
        ? await server.current(username)
        : await server.series(username, bytes(root));
      if (series === undefined) return { log: [], more: false };
      const log = series.entries.slice(after, after + PAGE).map(toBase64url);
      return { ...endIn(series), log, more: after + PAGE < series.entries.length };
    },
    keys_change: async ({ device: tied, entry = "", older, secrets = [] }) => {
      const change = {
        entry: bytes(entry),
        secrets: secrets.map(({ device, sealed }) => ({
          device: bytes(device),
          sealed: bytes(sealed),
        })),
        older: older === undefined ? undefined : bytes(older),
      };
      // A device that is only coming in has no session of its own yet.
      await server.change(account, change, tied === undefined ? await store.device() : undefined);
      const series = await server.current(account);
      if (series === undefined) throw new TypeError("There is no log");
      return endIn(series);
    },
    keys_secrets: async ({ before, device = "" }) => {
      const series = await server.current(account, bytes(device));
      if (series === undefined) throw new ChatError("keys_moved");
      const generation = series.log.secretKeys.length;
      const id = toHex(bytes(device));
      const isIn = series.log.devices.get(id)?.removedSeq === undefined;
      const sealed = isIn ? series.secrets.get(generation)?.get(id) : undefined;
      const all = [...series.older].filter(([one]) => before === undefined || one < before)
        .toSorted(([one], [other]) => other - one);
      return {
        ...endIn(series),
        generation,
        ...(sealed === undefined ? {} : { sealed: toBase64url(sealed) }),
        older: all.slice(0, PAGE).map(([one, wrapped]) => ({
          generation: one,
          sealed: toBase64url(wrapped),
        })),
        more: all.length > PAGE,
      };
    },
    conversation_keys: async ({ before, with: other = "" }) => {
      const place = await server.place(account, other);
      const keys = place.keys.filter(({ found }) =>
        before === undefined || found.statement.epoch < before
      );
      const root = (await server.current(account))?.log.root;
      const first = place.messages[0]?.id;
      return {
        keys: keys.slice(-PAGE).map(({ bytes: statement, found: { statement: said }, seals }) => {
          const sealed = root && seals.get(toHex(root));
          const { generation = 0 } = said.participants.find((one) =>
            root !== undefined && toHex(one.root) === toHex(root)
          ) ?? {};
          return {
            epoch: said.epoch,
            statement: toBase64url(statement),
            stored: new Date(said.timeMs).toISOString(),
            ...(root === undefined || sealed === undefined
              ? {}
              : { seal: { root: toBase64url(root), generation, sealed: toBase64url(sealed) } }),
          };
        }),
        more: keys.length > PAGE,
        ...(first === undefined ? {} : { encrypted_from: first }),
      };
    },
    keys_device: () => ({}),
  };
  return async (action, fields) => {
    const answer = answers[action];
    if (answer === undefined) throw new ChatError("unknown_action");
    return await asRefusals(async () => await answer(fields));
  };
}

/** Does something, and is refused as a real server refuses. */
export async function asRefusals<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) throw new ChatError(error.code, undefined, { cause: error });
    if (!(error instanceof EncryptionError)) throw error;
    const code = isErrorCode(error.code) ? error.code : "bad_entry";
    throw new ChatError(code, undefined, { cause: error });
  }
}

function endIn({ log }: Series) {
  return { root: toBase64url(log.root), seq: seqOf(log), head: toBase64url(endOf(log).head) };
}

export function bytes(text: string): Bytes {
  return fromBase64url(text, 65_536);
}
