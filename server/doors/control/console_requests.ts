/**
 * What `chat admin` can ask for: the actions that people who keep order have as well, and a few that
 * only the console has. Behind the control door and on a folder without a server it is the same.
 */
import { ChatError } from "../../../protocol/errors.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import {
  checkFields,
  type FieldsOf,
  flag,
  id,
  oneOf,
  optional,
  type Shape,
  text,
} from "../../../protocol/field_checks.ts";
import { parseUsername } from "../../../protocol/names.ts";
import {
  type Action,
  type Fields,
  REQUEST_SHAPES,
  type RequestOf,
} from "../../../protocol/requests.ts";
import { hashNewPassword } from "../../commands/account/own_password.ts";
import { checkShortText } from "../../commands/checks.ts";
import { MAX_TOPIC_LENGTH } from "../../commands/rooms/rooms.ts";
import { Dispatcher } from "../../commands/dispatcher.ts";
import type { AnswerOf } from "../../journal/queries.ts";
import { CONSOLE } from "../../journal/actors.ts";
import type { PurgeCursor, Purged } from "../../journal/write/messages/purges.ts";
import type { Services } from "../../commands/services.ts";
import type { Caller } from "../../commands/caller.ts";
import type { ServerStatus } from "../../metrics/status.ts";
import { consoleCaller } from "./console_caller.ts";
import { IMPORT_ACTIONS, IMPORT_SHAPES, type ImportAnswers } from "./import_requests.ts";
import { CLUSTER_ACTIONS, CLUSTER_SHAPES, type ClusterAnswers } from "./cluster_requests.ts";
import { FILE_ACTIONS, FILE_SHAPES, type FileAnswers } from "./file_requests.ts";

/** Actions of the protocol that the console may use; for all of them it is whoever acts. */
const SHARED_ACTIONS = [
  "allow",
  "allowed",
  "audit",
  "ban",
  "bots",
  "create_bot",
  "delete_room",
  "disallow",
  "exempt",
  "filter",
  "filters",
  "grant",
  "invite_code",
  "invite_codes",
  "kick",
  "let_in",
  "lift",
  "lock",
  "measures",
  "mute",
  "purge",
  "registration",
  "rename",
  "reports",
  "reset_password",
  "reset_second_factor",
  "resolve_report",
  "revoke",
  "revoke_code",
  "role",
  "set",
  "slow",
  "token",
  "topic",
  "unban",
  "unfilter",
  "unmute",
] as const satisfies readonly Action[];
type SharedAction = (typeof SHARED_ACTIONS)[number];

/** Actions that only the console has. */
const OWN_SHAPES = {
  user_list: {
    after: optional(text),
    role: optional(oneOf("user", "moderator", "admin", "owner")),
  },
  user_show: { username: text },
  user_add: { username: text, password: text },
  user_delete: { username: text, messages: oneOf("keep", "remove") },
  user_password: { username: text, password: text, must_change: optional(flag) },
  ...CLUSTER_SHAPES,
  ...FILE_SHAPES,
  ...IMPORT_SHAPES,
  status: {},
  room_list: { after: optional(text) },
  room_show: { room: text },
  export_messages: { room: text, after: optional(id) },
  room_create: {
    room: text,
    owner: text,
    visibility: optional(oneOf("public", "private", "invite_only")),
    topic: optional(text),
  },
} as const satisfies Record<string, Shape>;
type OwnAction = keyof typeof OWN_SHAPES;
type OwnFields<A extends OwnAction> = FieldsOf<(typeof OWN_SHAPES)[A]>;

/** What the own actions answer. */
interface OwnAnswers extends ClusterAnswers, FileAnswers, ImportAnswers {
  user_list: AnswerOf<"all_accounts">;
  user_show: AnswerOf<"shown_account">;
  user_add: Record<never, never>;
  user_delete: Record<never, never>;
  user_password: Record<never, never>;
  room_list: AnswerOf<"all_rooms">;
  room_show: AnswerOf<"shown_room">;
  export_messages: AnswerOf<"exported_messages">;
  room_create: { room: string };
  status: ServerStatus;
}

/** Everything that the console can ask for. */
export type ConsoleAction = SharedAction | OwnAction;

/** The fields of an action of the console. */
export type ConsoleFields<A extends ConsoleAction> = A extends OwnAction ? Partial<OwnFields<A>>
  : A extends Action ? Partial<Fields<A>>
  : never;

/** What an action of the console answers. */
export type ConsoleAnswer<A extends ConsoleAction> = A extends OwnAction ? OwnAnswers[A]
  : A extends Action ? AnswerFields[A]
  : never;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Answers requests of the console, one at a time from each who asks. */
export class ConsoleRequests {
  readonly #services: Services;
  readonly #status: () => Promise<ServerStatus>;
  readonly #dispatcher: Dispatcher;
  readonly #caller: Caller;

  /** `status` tells what the server is like at that moment. */
  constructor(services: Services, status: () => Promise<ServerStatus>) {
    this.#services = services;
    this.#status = status;
    this.#dispatcher = new Dispatcher(services);
    this.#caller = consoleCaller(services.elapsed());
  }

  /** Answers a request in JSON. Throws {ChatError} when it is refused or cannot be understood. */
  answerLine(line: Uint8Array): Promise<object> {
    let request: unknown;
    try {
      request = JSON.parse(decoder.decode(line));
    } catch (cause) {
      return Promise.reject(new ChatError("bad_json", undefined, { cause }));
    }
    if (typeof request !== "object" || request === null) {
      return Promise.reject(new ChatError("bad_json"));
    }
    return this.answer(request as Record<string, unknown>);
  }

  /** Answers a request. Throws {ChatError} when it is refused or cannot be understood. */
  async answer(request: Record<string, unknown>): Promise<object> {
    const { action } = request;
    const shared = SHARED_ACTIONS.find((known) => known === action);
    if (shared !== undefined) {
      const fields = checkFields(REQUEST_SHAPES[shared], request, { action: shared });
      return await this.#dispatcher.run(this.#caller, fields as RequestOf<SharedAction>);
    }
    if (action === "status") return await this.#status();
    if (typeof action !== "string" || !isOwn(action)) throw new ChatError("unknown_action");
    return await this.#own(action, checkFields(OWN_SHAPES[action], request, {}));
  }

  #own<A extends keyof typeof OWN_ACTIONS>(
    action: A,
    fields: Record<string, unknown>,
  ): Promise<OwnAnswers[A]> {
    return OWN_ACTIONS[action](this.#services, fields as OwnFields<A>);
  }
}

function isOwn(action: string): action is keyof typeof OWN_ACTIONS {
  return Object.hasOwn(OWN_ACTIONS, action);
}

/** Whom passwords of the console are hashed for: it has a share of the work like an address. */
const CONSOLE_CLIENT = { address: "console", account: "", isKnown: true };

const OWN_ACTIONS: {
  readonly [A in Exclude<OwnAction, "status">]: (
    services: Services,
    fields: OwnFields<A>,
  ) => Promise<OwnAnswers[A]>;
} = {
  user_list: ({ journal }, { after, role }) =>
    journal.query("all_accounts", {
      after: after ?? "",
      role,
    }),

  user_show: ({ journal }, { username }) => journal.query("shown_account", { username }),

  async user_add(services, { username, password }) {
    const name = parseUsername(username);
    const { journal } = services;
    if (await journal.query("name_taken", { name })) {
      throw new ChatError("name_taken");
    }
    const hash = await hashed(services, { username: name, password });
    await journal.append("add_account", {
      actor: CONSOLE,
      name,
      password: hash,
    });
    services.passwords.stored(hash);
    return {};
  },

  ...CLUSTER_ACTIONS,
  ...FILE_ACTIONS,
  ...IMPORT_ACTIONS,

  async user_password(services, { username, password, must_change: mustChange }) {
    const { journal } = services;
    const { name } = await journal.query("account", { username });
    const hash = await hashed(services, { username: name, password });
    await journal.append("replace_password", {
      actor: CONSOLE,
      username: name,
      password: hash,
      mustChange: mustChange ?? false,
    });
    return {};
  },

  async user_delete({ journal }, { username, messages }) {
    const { id, name } = await journal.query("account", { username });
    let piece: Purged | undefined;
    do {
      const cursor: PurgeCursor | undefined = piece?.next;
      piece = await journal.append("erase_own", {
        actor: CONSOLE,
        of: id,
        keepsMessages: messages === "keep",
        cursor,
      });
    } while (piece.next !== undefined);
    await journal.append("end_account", { actor: CONSOLE, username: name });
    return {};
  },

  room_list: ({ journal }, { after }) => journal.query("all_rooms", { after: after ?? "" }),

  room_show: ({ journal }, { room }) => journal.query("shown_room", { room }),

  export_messages: ({ journal }, { room, after }) =>
    journal.query("exported_messages", { room, after: after ?? 0 }),

  async room_create({ journal }, { room, owner, visibility, topic }) {
    const { name } = await journal.append("found_room", {
      actor: CONSOLE,
      owner,
      room,
      visibility: visibility ?? "public",
      topic: checkShortText(topic ?? "", "topic", MAX_TOPIC_LENGTH),
    });
    return { room: name };
  },
};

/** A password as it is stored, if it is one that the rules for passwords accept. */
function hashed(
  services: Services,
  candidate: { username: string; password: string },
): Promise<string> {
  return hashNewPassword(candidate, { client: CONSOLE_CLIENT, services });
}
