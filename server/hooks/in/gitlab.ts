/** GitLab: one line with a link for each event. */
import type { Recogniser } from "./delivery.ts";
import { at, countAt, type Fields, listAt, textAt, wordTable } from "./json.ts";
import { commits, refName, type Sentence, sentenceOf, somebody } from "./repository.ts";
import { link, ofStrangers } from "./words.ts";

/** The whole of an event; what is not worth a line is taken and says nothing. */
export const recogniseGitLab: Recogniser = (payload, headers) => {
  if (!headers.has("x-gitlab-event")) return undefined;
  const event = textAt(payload, "object_kind") ?? textAt(payload, "event_name") ?? "";
  const repository = textAt(payload, "project", "path_with_namespace");
  return sentenceOf(SENTENCES, { event, payload, repository });
};

const SENTENCES: Readonly<Record<string, Sentence>> = {
  push(payload) {
    const count = Number(textAt(payload, "total_commits_count") ?? countAt(payload, "commits"));
    if (count === 0) return undefined;
    const last = listAt(payload, "commits").at(-1);
    const what = `${commits(count, compareUrl(payload))} to ${refName(textAt(payload, "ref"))}`;
    return `${pusher(payload)} pushed ${what}: ${ofStrangers(textAt(last, "message"))}`;
  },

  tag_push(payload) {
    const done = /^0+$/.test(textAt(payload, "after") ?? "") ? "deleted" : "created";
    const tag = link(refName(textAt(payload, "ref")), textAt(payload, "project", "web_url"));
    return `${pusher(payload)} ${done} the tag ${tag}`;
  },

  issue: (payload) => changed(payload, ISSUE_ACTIONS, "issue #"),

  merge_request: (payload) => changed(payload, MERGE_REQUEST_ACTIONS, "merge request !"),

  note(payload) {
    const on = at(payload, "merge_request") !== undefined
      ? `merge request !${textAt(payload, "merge_request", "iid")}`
      : at(payload, "issue") !== undefined
      ? `issue #${textAt(payload, "issue", "iid")}`
      : "a commit";
    const body = ofStrangers(textAt(payload, "object_attributes", "note"));
    return `${actor(payload)} commented on ${link(on, urlOf(payload))}: ${body}`;
  },

  pipeline(payload) {
    const status = textAt(payload, "object_attributes", "status") ?? "";
    const mark = PIPELINES[status];
    if (mark === undefined) return undefined;
    const id = textAt(payload, "object_attributes", "id");
    const url = textAt(payload, "object_attributes", "url") ??
      `${textAt(payload, "project", "web_url")}/-/pipelines/${id}`;
    const ref = ofStrangers(textAt(payload, "object_attributes", "ref"), 80);
    return `${mark}${link(`pipeline #${id}`, url)} on ${ref}: ${status}`;
  },

  release(payload) {
    if (textAt(payload, "action") !== "create") return undefined;
    const name = textAt(payload, "name") ?? textAt(payload, "tag");
    return `released ${link(ofStrangers(name), textAt(payload, "url"))}`;
  },
};

const ISSUE_ACTIONS = wordTable({
  open: "opened",
  close: "closed",
  reopen: "reopened",
});

const MERGE_REQUEST_ACTIONS = wordTable({
  ...ISSUE_ACTIONS,
  merge: "merged",
  approved: "approved",
});

const PIPELINES = wordTable({
  success: "🟢 ",
  failed: "🔴 ",
  canceled: "⚪ ",
});

function changed(
  payload: Fields,
  actions: Readonly<Record<string, string>>,
  kind: string,
): string | undefined {
  const done = actions[textAt(payload, "object_attributes", "action") ?? ""];
  if (done === undefined) return undefined;
  const number = textAt(payload, "object_attributes", "iid");
  const title = ofStrangers(textAt(payload, "object_attributes", "title"));
  return `${actor(payload)} ${done} ${link(`${kind}${number} ${title}`, urlOf(payload))}`;
}

function actor(payload: Fields): string {
  return somebody(textAt(payload, "user", "username") ?? textAt(payload, "user", "name"));
}

function pusher(payload: Fields): string {
  return somebody(textAt(payload, "user_username") ?? textAt(payload, "user_name"));
}

function urlOf(payload: Fields): string | undefined {
  return textAt(payload, "object_attributes", "url");
}

function compareUrl(payload: Fields): string | undefined {
  const web = textAt(payload, "project", "web_url");
  const [before, after] = [textAt(payload, "before"), textAt(payload, "after")];
  if (web === undefined || after === undefined) return web;
  if (before === undefined || /^0+$/.test(before)) return `${web}/-/commit/${after}`;
  return `${web}/-/compare/${before}...${after}`;
}
