/** GitHub, and Gitea and Forgejo, which send nearly the same: one line with a link for each event. */
import type { Recogniser } from "./delivery.ts";
import { at, countAt, type Fields, listAt, textAt, wordTable } from "./json.ts";
import { commits, refName, type Sentence, sentenceOf, somebody } from "./repository.ts";
import { link, ofStrangers } from "./words.ts";

/** Header fields that name the event, the most exact one first. */
const EVENT_FIELDS = ["x-forgejo-event", "x-gitea-event", "x-gogs-event", "x-github-event"];

/** The whole of an event; what is not worth a line is taken and says nothing. */
export const recogniseForge: Recogniser = (payload, headers) => {
  const event = EVENT_FIELDS.map((name) => headers.get(name)).find((name) => name !== undefined);
  if (event === undefined) return undefined;
  const repository = textAt(payload, "repository", "full_name") ??
    textAt(payload, "organization", "login");
  return sentenceOf(SENTENCES, { event, payload, repository });
};

const SENTENCES: Readonly<Record<string, Sentence>> = {
  ping: () => "is connected to this room",

  push(payload) {
    const branch = refName(textAt(payload, "ref"));
    const url = textAt(payload, "compare") ?? textAt(payload, "compare_url");
    if (at(payload, "deleted") === true || at(payload, "created") === true && isEmpty(payload)) {
      return undefined; // `delete` and `create` say so
    }
    const count = Number(textAt(payload, "total_commits") ?? countAt(payload, "commits"));
    if (count === 0) return undefined;
    const last = textAt(payload, "head_commit", "message") ??
      textAt(listAt(payload, "commits").at(-1), "message");
    const what = at(payload, "forced") === true ? "force-pushed" : "pushed";
    const told = commits(count, url);
    return `${actor(payload)} ${what} ${told} to ${branch}: ${ofStrangers(last)}`;
  },

  create: (payload) => refChanged(payload, "created"),
  delete: (payload) => refChanged(payload, "deleted"),

  pull_request(payload) {
    const action = textAt(payload, "action");
    const isMerged = at(payload, "pull_request", "merged") === true;
    const done = action === "closed" && isMerged ? "merged" : PULL_REQUEST_ACTIONS[action ?? ""];
    return done && `${actor(payload)} ${done} ${numbered(payload, "pull_request", "pull request")}`;
  },

  pull_request_review(payload) {
    const state = textAt(payload, "review", "state") ?? textAt(payload, "review", "type");
    const done = REVIEWS[state?.toLowerCase() ?? ""];
    return done && `${actor(payload)} ${done} ${numbered(payload, "pull_request", "pull request")}`;
  },

  issues(payload) {
    const done = ISSUE_ACTIONS[textAt(payload, "action") ?? ""];
    return done && `${actor(payload)} ${done} ${numbered(payload, "issue", "issue")}`;
  },

  issue_comment(payload) {
    if (textAt(payload, "action") !== "created") return undefined;
    const what = at(payload, "issue", "pull_request") || at(payload, "is_pull") === true
      ? "pull request"
      : "issue";
    const number = textAt(payload, "issue", "number");
    const title = `${what} #${number} ${ofStrangers(textAt(payload, "issue", "title"), 80)}`;
    const url = textAt(payload, "comment", "html_url");
    const body = ofStrangers(textAt(payload, "comment", "body"));
    return `${actor(payload)} commented on ${link(title, url)}: ${body}`;
  },

  release(payload) {
    if (!["published", "released"].includes(textAt(payload, "action") ?? "")) return undefined;
    const name = textAt(payload, "release", "name") ?? textAt(payload, "release", "tag_name");
    const url = textAt(payload, "release", "html_url");
    return `${actor(payload)} released ${link(ofStrangers(name), url)}`;
  },

  workflow_run(payload) {
    if (textAt(payload, "action") !== "completed") return undefined;
    const conclusion = textAt(payload, "workflow_run", "conclusion") ?? "";
    const name = ofStrangers(textAt(payload, "workflow_run", "name"));
    const branch = ofStrangers(textAt(payload, "workflow_run", "head_branch"), 80);
    const url = textAt(payload, "workflow_run", "html_url");
    return `${CONCLUSIONS[conclusion] ?? ""}${link(name, url)} on ${branch}: ${conclusion}`;
  },

  deployment_status(payload) {
    const state = textAt(payload, "deployment_status", "state") ?? "";
    const where = ofStrangers(textAt(payload, "deployment", "environment"), 80);
    const url = textAt(payload, "deployment_status", "environment_url") ??
      textAt(payload, "deployment_status", "target_url");
    return `${CONCLUSIONS[state] ?? ""}${link(`deployment to ${where}`, url)}: ${state}`;
  },

  fork(payload) {
    const name = ofStrangers(textAt(payload, "forkee", "full_name"));
    return `${actor(payload)} forked it to ${link(name, textAt(payload, "forkee", "html_url"))}`;
  },
};

const PULL_REQUEST_ACTIONS = wordTable({
  opened: "opened",
  closed: "closed",
  reopened: "reopened",
  ready_for_review: "has ready for review",
});

const ISSUE_ACTIONS = wordTable({
  opened: "opened",
  closed: "closed",
  reopened: "reopened",
});

const REVIEWS = wordTable({
  approved: "approved",
  changes_requested: "wants changes in",
  commented: "reviewed",
  pull_request_review_approved: "approved",
  pull_request_review_rejected: "wants changes in",
  pull_request_review_comment: "reviewed",
});

const CONCLUSIONS = wordTable({
  success: "🟢 ",
  failure: "🔴 ",
  error: "🔴 ",
  timed_out: "🔴 ",
});

function actor(payload: Fields): string {
  return somebody(
    textAt(payload, "sender", "login") ?? textAt(payload, "sender", "username") ??
      textAt(payload, "pusher", "name"),
  );
}

function isEmpty(payload: Fields): boolean {
  return countAt(payload, "commits") === 0;
}

function refChanged(payload: Fields, done: string): string {
  const type = textAt(payload, "ref_type") === "tag" ? "tag" : "branch";
  const ref = link(refName(textAt(payload, "ref")), textAt(payload, "repository", "html_url"));
  return `${actor(payload)} ${done} the ${type} ${ref}`;
}

function numbered(payload: Fields, field: string, kind: string): string {
  const number = textAt(payload, field, "number");
  const title = ofStrangers(textAt(payload, field, "title"));
  return link(`${kind} #${number} ${title}`, textAt(payload, field, "html_url"));
}
