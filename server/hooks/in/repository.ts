/** What all senders that tell of repositories have said alike. */
import { QUIET, type Recognised } from "./delivery.ts";
import type { Fields } from "./json.ts";
import { link, ofStrangers } from "./words.ts";

/** Most characters of a branch or a tag, and of a name. */
const MAX_REF_LENGTH = 80;
const MAX_NAME_LENGTH = 60;

/** What is said of an event after the name of the repository; undefined for what nobody needs to read. */
export type Sentence = (payload: Fields) => string | undefined;

/** The line for an event: the repository, and the sentence for events of this name, if there is one. */
export function sentenceOf(
  sentences: Readonly<Record<string, Sentence>>,
  { event, payload, repository }: {
    event: string;
    payload: Fields;
    repository: string | undefined;
  },
): Recognised {
  const sentence = Object.hasOwn(sentences, event) ? sentences[event]?.(payload) : undefined;
  if (sentence === undefined) return QUIET;
  const where = ofStrangers(repository);
  return { text: where === "" ? sentence : `**${where}** ${sentence}` };
}

/** The name of a branch or a tag, which a ref of git has after `refs/heads/` or `refs/tags/`. */
export function refName(ref: string | undefined): string {
  return ofStrangers((ref ?? "").replace(/^refs\/(heads|tags)\//, ""), MAX_REF_LENGTH);
}

/** How many commits, as a link to them. */
export function commits(count: number, url: string | undefined): string {
  return link(`${count} ${count === 1 ? "commit" : "commits"}`, url);
}

/** Whoever has done something. */
export function somebody(name: string | undefined): string {
  return ofStrangers(name ?? "somebody", MAX_NAME_LENGTH);
}
