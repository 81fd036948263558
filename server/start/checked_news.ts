/** What another node tells is taken only in the shapes that nodes of this program tell it in. */
import {
  type Check,
  type FieldsOf,
  flag,
  id,
  oneOf,
  optional,
  type Shape,
  text,
} from "../../protocol/field_checks.ts";
import { ChatError } from "../../protocol/errors.ts";
import type { FailureNews } from "../limits/failure_news.ts";
import type { Relayed } from "../live/everywhere.ts";
import type { LinkNews } from "../live/links.ts";
import type { UseNews } from "../live/rate_shares.ts";

/** Everything that nodes tell each other without storing it. */
export type NodeNews = Relayed | FailureNews | UseNews | { link: LinkNews };

/** Longest address, and longest name that somebody may have tried. */
const MAX_WORD_LENGTH = 300;

/** Longest text that people are told, and longest thing that a device asks or answers. */
const MAX_TEXT_LENGTH = 1_000;
const MAX_LINK_LENGTH = 16_384;

/** Most accounts that are told one thing. */
const MAX_ACCOUNTS = 64;

const word = atMost(MAX_WORD_LENGTH);
const link = { link: id, request: atMost(MAX_LINK_LENGTH), device: word, time: word };

/** Events that are told at all nodes without being stored, by their names. */
const EVENTS: Readonly<Record<string, Shape>> = {
  typing: { room: optional(word), with: optional(word), username: word },
  notice: { text: atMost(MAX_TEXT_LENGTH), code: oneOf("recovery_code_used"), left: id },
  link_request: link,
  link_answer: { link: id, answer: atMost(MAX_LINK_LENGTH) },
};

/** Each kind of news. */
const SHAPES: readonly Shape[] = [
  { room: id, event },
  { accounts, event },
  { account: id, away: nullOr(atMost(MAX_TEXT_LENGTH)) },
  { failure: oneOf("password"), username: text, address: word, isKnown: flag, isRight: flag },
  { failure: oneOf("token", "account"), address: word },
  { failure: oneOf("code"), account: id, knownAddress: optional(word), isRight: flag },
  { link: object({ account: id, session: id, request: object(link) }) },
  { link: object({ account: id, link: id, answer: atMost(MAX_LINK_LENGTH) }) },
  { uses: id },
];

/** The news that a message is; undefined for what is none, or none that this program knows. */
export function newsIn(message: object): NodeNews | undefined {
  for (const shape of SHAPES) {
    const news = fieldsIn(shape, message);
    if (news !== undefined) return news as unknown as NodeNews;
  }
  return undefined;
}

/** What a shape names of an object, each field checked; undefined where one is something else. */
function fieldsIn<S extends Shape>(shape: S, value: object): FieldsOf<S> | undefined {
  const given = value as Record<string, unknown>;
  const fields: Record<string, unknown> = {};
  try {
    for (const [name, check] of Object.entries(shape)) {
      const field = check(given[name], name);
      if (field !== undefined) fields[name] = field;
    }
    return fields as FieldsOf<S>;
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

function object(shape: Shape): Check<Record<string, unknown>> {
  return (value, name) => {
    const isObject = typeof value === "object" && value !== null;
    const fields = isObject ? fieldsIn(shape, value) : undefined;
    if (fields === undefined) throw new ChatError("bad_field", name);
    return fields;
  };
}

function event(value: unknown, name: string): Record<string, unknown> {
  const known = (value as { event?: unknown } | null)?.event;
  const shape = typeof known === "string" && Object.hasOwn(EVENTS, known)
    ? EVENTS[known]
    : undefined;
  if (shape === undefined) throw new ChatError("bad_field", name);
  return { event: known, ...object(shape)(value, name) };
}

function accounts(value: unknown, name: string): number[] {
  if (!Array.isArray(value) || value.length > MAX_ACCOUNTS) throw new ChatError("bad_field", name);
  return value.map((account: unknown) => id(account, name));
}

function atMost(length: number): Check<string> {
  return (value, name) => {
    const given = text(value, name);
    if (given.length > length) throw new ChatError("bad_field", name);
    return given;
  };
}

function nullOr(check: Check<string>): Check<string | null> {
  return (value, name) => value === null ? null : check(value, name);
}
