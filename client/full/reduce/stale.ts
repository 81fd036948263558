/** What comes too late to mean anything: news of servers that were left, questions that nobody sees. */
import type { Action } from "../state/action.ts";
import { serverOf } from "../state/buffers.ts";
import type { Reduced } from "../state/reduced.ts";
import type { State } from "../state/state.ts";

/** Whether `action` is of a server that is not there any more: it must not bring anything back. */
export function isOfGoneServer(state: State, action: Action): boolean {
  if (!("serverId" in action)) return false;
  switch (action.kind) {
    case "server-added":
    case "open-form":
    case "ask": // the shell waits for the answer, whoever asks
      return false;
    default:
      return serverOf(state, action.serverId) === undefined;
  }
}

/**
 * Gives the question up that a command had asked, when something else has come in front of it: the
 * commands behind it, and the messages, would wait for the answer for ever.
 */
export function withQuestionGivenUp(before: State, after: Reduced): Reduced {
  const ticket = ticketOf(before);
  if (ticket === undefined || ticketOf(after.state) === ticket) return after;
  const isAnswered = after.effects.some((effect) =>
    effect.kind === "answered" && effect.ticket === ticket
  );
  if (isAnswered) return after;
  const givenUp = { kind: "answered", ticket, text: undefined } as const;
  return { state: after.state, effects: [...after.effects, givenUp] };
}

function ticketOf({ overlay }: State): number | undefined {
  // It may wait behind what is read first.
  const asking = overlay?.kind === "list" ? overlay.next : overlay;
  return asking?.kind === "question" && asking.question.kind === "command"
    ? asking.question.ticket
    : undefined;
}
