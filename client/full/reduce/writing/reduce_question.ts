/** The reducer for questions: what keys do while one is asked, and what the answer does. */
import { MAX_TEXT_BYTES } from "../../../../protocol/limits.ts";
import { bytesText } from "../../../../protocol/text/bytes_text.ts";
import { printableLines } from "../../../../protocol/text/printable.ts";
import type { Key } from "../../../terminal/input/key.ts";
import {
  editLine,
  EMPTY_LINE,
  insert,
  textOf,
  withSafeLines,
} from "../../../terminal/line_editor.ts";
import { isNo, isReport, isYes } from "../../../terminal/yes_or_no.ts";
import { activeBuffer, bufferOf, serverOf, withBuffer } from "../../state/buffers.ts";
import { withText } from "../../state/drafting.ts";
import { withLine } from "../../state/draft_lines.ts";
import { findMessage } from "../../state/entries.ts";
import type { Question, QuestionOverlay } from "../../state/overlay.ts";
import { reactionsOf } from "../../state/reactions.ts";
import { andThen, type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import { inTarget } from "../windows/reduce_gathered.ts";
import { reactionCompleted } from "./completing.ts";
import { bytesOf, MAX_PARTS, messagesOf } from "./long_text.ts";
import { said } from "./reduce_pending.ts";
import { sendText } from "./reduce_sending.ts";

/** So many lines of a pasted block are shown. */
const SHOWN_LINES = 6;

/** Reactions that one digit gives. */
export const QUICK_REACTIONS: readonly string[] = ["👍", "❤️", "😂", "🎉", "👀", "🙏"];

/** Opens a question; what is in front at the moment has to make room for it. */
export function openQuestion(
  state: State,
  { isSecret = false, lines = [], prompt, question }: {
    question: Question;
    prompt: string;
    lines?: readonly string[];
    isSecret?: boolean;
  },
): State {
  const overlay: QuestionOverlay = {
    kind: "question",
    question,
    lines,
    prompt,
    line: EMPTY_LINE,
    isSecret,
  };
  return { ...state, overlay };
}

/** Asks what to do with a pasted block of several lines. */
export function askAboutPaste(state: State, pasted: string): State {
  // Tabs stay: in what is pasted they may mean something.
  const text = withSafeLines(pasted);
  const lines = printableLines(text);
  const whole = wholePaste(state, text);
  const rest = lines.length - SHOWN_LINES;
  return openQuestion(state, {
    question: { kind: "paste", text },
    lines: [
      ...lines.slice(0, SHOWN_LINES).map((line) => `  ${line}`),
      ...(rest > 0 ? [`  … and ${rest} more ${rest === 1 ? "line" : "lines"}`] : []),
    ],
    prompt: isTooLong(state, whole)
      ? tooLongPrompt(state, whole, lines.length)
      : `Send these ${lines.length} lines as one message? y sends, e edits first, n does not `,
  });
}

/** What is pasted with what stands on the line around it. */
function wholePaste(state: State, text: string): string {
  const { after = "", before = "" } = activeBuffer(state)?.draft.line ?? {};
  return before + text + after;
}

function tooLongPrompt(state: State, text: string, lines: number): string {
  const most = maxBytesOf(state);
  const count = messagesOf(text, most).length;
  const parts = count <= MAX_PARTS ? `y sends ${count} messages, ` : "";
  return `These ${lines} lines have ${bytesText(bytesOf(text))}, and a message has at most ` +
    `${bytesText(most)}: ${parts}f sends a file, e edits first, n does not `;
}

function isTooLong(state: State, text: string): boolean {
  return bytesOf(text) > maxBytesOf(state);
}

function maxBytesOf(state: State): number {
  return serverOf(state, activeBuffer(state)?.serverId)?.maxTextBytes ?? MAX_TEXT_BYTES;
}

/** Sends a pasted text that is too long for one message: in several, or as a file. */
function sendLong(state: State, text: string, isFile: boolean): Reduced {
  const buffer = activeBuffer(state);
  if (buffer?.place === undefined) return reduced(state);
  if (isFile) {
    const { key, place, serverId } = buffer;
    const next = withBuffer(state, key, ({ draft }) => ({ draft: withLine(draft, EMPTY_LINE) }));
    return reduced(next, { kind: "say-as-file", serverId, place, text });
  }
  const [first = "", ...rest] = messagesOf(text, maxBytesOf(state));
  const sent = sendText(state, first);
  const to = sent.effects.find((effect) => effect.kind === "say");
  const there = to && bufferOf(sent.state, to.bufferKey);
  // What could not be sent, or is a command, has nothing that follows it.
  if (there === undefined) return sent;
  return rest.reduce(
    (before, part) =>
      andThen(
        before,
        (state) => said(state, there, { text: part, isMe: false, replyTo: undefined }),
      ),
    sent,
  );
}

/** Asks whether files are to be sent whose paths were pasted, if the line still is what was pasted. */
export function askAboutFiles(
  state: State,
  { command, question, text }: { text: string; question: string; command: string },
): State {
  const buffer = activeBuffer(state);
  const isPasted = buffer !== undefined && textOf(buffer.draft.line) === text;
  if (!isPasted || state.overlay !== undefined) return state;
  return openQuestion(state, {
    question: { kind: "files", command },
    prompt: `${question} y sends, n leaves its path on the line `,
  });
}

/**
 * The state without the question about files, when a key is no answer to it: whoever goes on writing
 * has the path on the line. `undefined` when the key has to be taken by the question.
 */
export function withoutFileQuestion(state: State, key: Key): State | undefined {
  const { overlay } = state;
  if (overlay?.kind !== "question" || overlay.question.kind !== "files") return undefined;
  const isItsOwn = isYes(key) || isNo(key) || isReport(key);
  return isItsOwn ? undefined : { ...state, overlay: undefined };
}

/** Takes a key while a question is asked. */
export function pressInQuestion(state: State, key: Key): Reduced {
  const { overlay } = state;
  if (overlay?.kind !== "question") return reduced(state);
  const isAway = key.name === "escape" || (key.ctrl && (key.name === "c" || key.name === "d"));
  const { question } = overlay;
  if (question.kind === "react" && key.name === "tab") {
    return reactionCompleted(state, key.shift ? -1 : 1);
  }
  if (question.kind === "command" || question.kind === "react") {
    const quick = question.kind === "react" && textOf(overlay.line) === ""
      ? QUICK_REACTIONS[Number(key.text) - 1]
      : undefined;
    if (quick !== undefined) return answered(state, overlay, quick);
    if (isAway) return answered(state, overlay, undefined);
    if (key.name === "return" || key.name === "enter") {
      return answered(state, overlay, textOf(overlay.line));
    }
    const line = key.name === "paste"
      ? insert(overlay.line, key.text.split(/[\r\n]/, 1)[0] ?? "")
      : editLine(overlay.line, key);
    if (line === undefined) return reduced(state);
    const rest = { hint: undefined, completion: undefined };
    return reduced({ ...state, ...rest, overlay: { ...overlay, line } });
  }
  if (question.kind === "files") {
    if (isReport(key)) return reduced(state);
    return answered(state, overlay, isYes(key) ? "y" : undefined);
  }
  // A question with yes and no takes one key; what is no answer changes nothing.
  const letter = key.text.toLowerCase();
  if (isAway || letter === "n") return answered(state, overlay, undefined);
  const isAnswer = question.kind === "paste"
    ? isPasteAnswer(state, question.text, letter)
    : letter === "y";
  return isAnswer ? answered(state, overlay, letter) : reduced(state);
}

function isPasteAnswer(state: State, pasted: string, letter: string): boolean {
  if (letter === "e") return true;
  const text = wholePaste(state, pasted);
  if (!isTooLong(state, text)) return letter === "y";
  return letter === "f" ||
    (letter === "y" && messagesOf(text, maxBytesOf(state)).length <= MAX_PARTS);
}

function answered(state: State, overlay: QuestionOverlay, text: string | undefined): Reduced {
  const next: State = { ...state, overlay: undefined, completion: undefined };
  const { question } = overlay;
  switch (question.kind) {
    case "command":
      return reduced(next, { kind: "answered", ticket: question.ticket, text });
    case "leave":
      return text === undefined ? reduced(next) : reduced(next, { kind: "leave", goodbye: "exit" });
    case "paste":
      if (text === undefined) return reduced({ ...next, hint: "Not sent" });
      if (text === "y" || text === "f") {
        const whole = wholePaste(next, question.text);
        return inTarget(
          next,
          (there) =>
            isTooLong(there, whole) ? sendLong(there, whole, text === "f") : sendText(there, whole),
        );
      }
      return reduced(withBuffer(next, next.activeKey, ({ draft }) => ({
        draft: withText(draft, question.text),
      })));
    case "files":
      // Whoever says no has the path on the line.
      if (text === undefined) return reduced(next);
      return inTarget(
        withBuffer(next, next.activeKey, ({ draft }) => ({ draft: withLine(draft, EMPTY_LINE) })),
        (there) => sendText(there, question.command),
      );
    case "delete": {
      const buffer = bufferOf(next, question.bufferKey);
      if (text === undefined || buffer === undefined) return reduced(next);
      const { serverId } = buffer;
      return reduced(next, { kind: "delete", serverId, id: question.id });
    }
    case "react": {
      const buffer = bufferOf(next, question.bufferKey);
      const emoji = reactionIn(text ?? "");
      if (emoji === "" || buffer === undefined) return reduced(next);
      const { serverId } = buffer;
      const username = serverOf(state, serverId)?.username ?? "";
      const reactions = findMessage(buffer.entries, question.id)?.message.reactions;
      const given = reactionsOf(reactions, username);
      const remove = given.includes(emoji);
      return reduced(next, { kind: "react", serverId, id: question.id, emoji, given, remove });
    }
  }
}

/** The reaction that was entered: the name of an emoji may stand without its colons. */
function reactionIn(text: string): string {
  const entered = text.trim();
  return /^[a-z0-9_+-]{2,64}$/i.test(entered) ? `:${entered.toLowerCase()}:` : entered;
}
