/** Reads new messages out, once each: the list itself says nothing when older ones or edits come in. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { printable, printableLines } from "../../../../protocol/text/printable.ts";
import { activeBuffer } from "../../../full/state/buffers.ts";
import type { Buffer, MessageEntry } from "../../../full/state/state.ts";
import { bodyOf } from "../../../wording/content/kinds.ts";
import { usePage } from "../../parts/page_context.ts";

/** More than these at once are only counted: nobody can listen to all of them. */
const MOST_AT_ONCE = 3;
/** What comes within this time is said together. */
const TOGETHER_MS = 500;
/** So much of a text is read out; the rest is in the list. */
const MOST_CHARACTERS = 300;
/** So many lines stay for those who are still being read to. */
const KEPT_LINES = 6;

interface Said {
  readonly id: number;
  readonly text: string;
}

/** What will be said in a moment. */
interface Waiting {
  messages: MessageEntry[];
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Up to where a conversation was read out; with `isWhole` there was nothing beyond that. */
interface UpTo {
  readonly bufferKey: string | undefined;
  readonly id: number;
  readonly isWhole: boolean;
}

/** Seen by nobody: screen readers say what comes into it. */
export function Announcer() {
  const { store, texts: { timeline } } = usePage();
  const upTo = useRef<UpTo>(upToOf(undefined));
  const waiting = useRef<Waiting>({ messages: [], timer: undefined });
  const [said, setSaid] = useState<readonly Said[]>([]);
  // It is shown when something is said, not with every message.
  useLayoutEffect(() => {
    const look = () => {
      const buffer = activeBuffer(store.state.chat);
      const fresh = newMessages(buffer, upTo.current);
      upTo.current = upToOf(buffer);
      if (fresh.length > 0) tell(fresh);
    };
    look();
    return store.follow(look);
  }, [store, timeline]);
  function tell(fresh: readonly MessageEntry[]) {
    const { current } = waiting;
    current.messages.push(...fresh);
    if (current.timer !== undefined) return;
    current.timer = setTimeout(() => {
      const { messages } = current;
      Object.assign(current, { messages: [], timer: undefined });
      const lines = messages.length > MOST_AT_ONCE
        ? [{ id: messages[0]?.id ?? 0, text: timeline.toEnd(messages.length) }]
        : messages.map(({ id, message }) => ({ id, text: spoken(message) }));
      setSaid((before) => [...before, ...lines].slice(-KEPT_LINES));
    }, TOGETHER_MS);
  }
  useEffect(() => () => clearTimeout(waiting.current.timer), []);
  return (
    <div class="unseen announcer" aria-live="polite" aria-relevant="additions">
      {said.map(({ id, text }) => <p key={id} dir="auto">{text}</p>)}
    </div>
  );
}

function spoken(message: MessageEntry["message"]): string {
  const text = printableLines(bodyOf(message)).join(" ").slice(0, MOST_CHARACTERS);
  return `${printable(message.from)}: ${text}`;
}

/** What others have written since; nothing in a place that was just opened, and no older history. */
function newMessages(buffer: Buffer | undefined, upTo: UpTo): MessageEntry[] {
  if (buffer === undefined || buffer.key !== upTo.bufferKey || upTo.id === 0) return [];
  if (!upTo.isWhole) return [];
  const fresh: MessageEntry[] = [];
  // New ones stand at the end: no more are looked at than there are.
  for (let index = buffer.entries.length - 1; index >= 0; index--) {
    const entry = buffer.entries[index];
    if (entry === undefined || entry.id <= upTo.id) break;
    if (entry.kind === "message" && !entry.isOwn) fresh.push(entry);
  }
  return fresh.reverse();
}

function upToOf(buffer: Buffer | undefined): UpTo {
  return {
    bufferKey: buffer?.key,
    id: buffer?.entries.at(-1)?.id ?? 0,
    isWhole: buffer !== undefined && buffer.isLoaded && !buffer.hasNewer,
  };
}
