/** The windows of the screen: which room each shows, and where in it. */
import { foldUsername } from "../../../protocol/names.ts";
import type { Place } from "../../../protocol/records.ts";
import {
  leaf,
  treeIn,
  treeWritten,
  windowIds,
  type WindowTree,
  withoutWindow,
} from "../windows/tree.ts";
import { activeBuffer, bufferOf } from "./buffers.ts";
import { choiceName } from "./place_choices.ts";
import { hasOtherBuffers } from "./room_order.ts";
import type { Buffer, State, WindowPlace, Windows } from "./state.ts";

/** Longest name of a place that is read. */
const MAX_NAME_LENGTH = 400;

/** The number of the window that is there before any other. */
const FIRST_WINDOW = 1;

/** The windows, of which there is one where nothing was split. */
export function windowsOf({ windows }: State): Windows {
  return windows ??
    { tree: leaf(FIRST_WINDOW), focused: FIRST_WINDOW, isZoomed: false, others: new Map() };
}

/** The state with other windows; with none of them where there is one only. */
export function withWindows(state: State, windows: Windows): State {
  return { ...state, windows: windows.tree.kind === "window" ? undefined : windows };
}

/** What a window shows that is not the focused one: its buffer, scrolled as it is in that window. */
export function bufferIn(state: State, id: number): Buffer | undefined {
  const shown = state.windows?.others.get(id);
  const buffer = shown && bufferOf(state, shown.key);
  return buffer && { ...buffer, scroll: shown.scroll, selectedId: undefined };
}

/** What the focused window shows, for when another one is focused. */
export function placeHere(state: State): WindowPlace {
  const buffer = activeBuffer(state);
  return buffer === undefined
    ? { key: "", name: "", scroll: { kind: "end" } }
    : { key: buffer.key, name: choiceName(state, buffer) ?? "", scroll: buffer.scroll };
}

/** Whether a window that is not the focused one shows this buffer. */
export function isInOtherWindow({ windows }: State, key: string): boolean | undefined {
  return windows?.others.values().some((shown) => shown.key === key);
}

/** Exchanges the focused window for another one, and nothing else; for a window that is there. */
export function focusGiven(state: State, id: number): State {
  const { windows } = state;
  const shown = windows?.others.get(id);
  if (windows === undefined || shown === undefined) return state;
  const others = new Map(windows.others);
  others.delete(id);
  others.set(windows.focused, placeHere(state));
  const next: State = { ...state, windows: { ...windows, focused: id, others } };
  // Where nothing is shown, what was active stays so.
  if (bufferOf(state, shown.key) === undefined) return next;
  return {
    ...next,
    activeKey: shown.key,
    buffers: next.buffers.map((buffer) =>
      buffer.key === shown.key ? { ...buffer, scroll: shown.scroll } : buffer
    ),
  };
}

/** Finds for windows what they showed in the run before, or before their server was left. */
export function withWindowsFound(before: State, state: State): State {
  const { windows } = state;
  if (windows === undefined || !hasOtherBuffers(before, state)) return state;
  const lost = [...windows.others].filter(([, { key, name }]) =>
    name !== "" && bufferOf(state, key) === undefined
  );
  if (lost.length === 0) return state;
  const keys = new Map(state.buffers.map((buffer) => [choiceName(state, buffer), buffer.key]));
  const found = lost.filter(([, { name }]) => keys.has(name));
  if (found.length === 0) return state;
  const others = new Map(windows.others);
  for (const [id, { name }] of found) {
    others.set(id, { key: keys.get(name) ?? "", name, scroll: { kind: "end" } });
  }
  return { ...state, windows: { ...windows, others } };
}

/** The windows in which a room that was given another name is found under that. */
export function withWindowsRenamed(
  state: State,
  { from, serverId, to }: { serverId: string; from: string; to: string },
): State {
  const { windows } = state;
  const was = choiceName(state, { serverId, place: { room: from } });
  const name = choiceName(state, { serverId, place: { room: to } });
  if (windows === undefined || was === undefined || name === undefined) return state;
  const others = new Map(
    [...windows.others].map(([id, shown]) => [
      id,
      shown.name === was ? { ...shown, key: "", name } : shown,
    ]),
  );
  return { ...state, windows: { ...windows, others } };
}

/** The place of a server that the focused window showed in the run before. */
export function placeBefore(state: State, serverId: string): Place | undefined {
  const server = state.servers.find(({ id }) => id === serverId);
  const { name = "" } = state.windows?.before ?? {};
  const head = server && `${foldUsername(server.username)}@${server.address} `;
  if (head === undefined || !name.startsWith(head)) return undefined;
  const written = name.slice(head.length);
  if (!/^[#@]/.test(written)) return undefined;
  const place = written.startsWith("#") ? { room: written.slice(1) } : { with: written.slice(1) };
  const isThere = place.room === undefined ||
    state.buffers.some((buffer) =>
      buffer.serverId === serverId && buffer.place?.room === place.room
    );
  return isThere ? place : undefined;
}

/** The windows as text, for the next run; empty where one alone shows no view of several rooms. */
export function windowsWritten(state: State): string {
  const { returns, windows } = state;
  const awaited = returns?.at(-1);
  if (windows === undefined) {
    const name = awaited?.name ?? placeHere(state).name;
    const shows = { [FIRST_WINDOW]: name };
    return isView(name) ? JSON.stringify({ tree: FIRST_WINDOW, focused: FIRST_WINDOW, shows }) : "";
  }
  const { focused, isZoomed, others, tree } = windows;
  const isThread = (key: string) => bufferOf(state, key)?.gathers?.kind === "thread";
  // A thread is over with the run.
  const shown = [...others].map(([id, { key, name }]) => ({ id, key, name }));
  const all = [...shown, { id: focused, key: state.activeKey, name: placeHere(state).name }];
  const threads = all.flatMap(({ id, key }) => isThread(key) ? [id] : []);
  const rest = threads.reduce<WindowTree | undefined>(
    (left, id) => left && withoutWindow(left, id),
    tree,
  );
  if (rest === undefined || rest.kind === "window") return "";
  const kept = all.filter(({ id }) => !threads.includes(id));
  const nameOf = (id: number, name: string) => {
    const before = returns?.find(({ window }) => window === id)?.name;
    return before ?? (name === "" && id === focused ? windows.before?.name ?? "" : name);
  };
  const shows = Object.fromEntries(kept.map(({ id, name }) => [id, nameOf(id, name)]));
  const here = awaited?.window ?? (threads.includes(focused) ? kept[0]?.id : focused);
  return JSON.stringify({ tree: treeWritten(rest), focused: here, isZoomed, shows });
}

/** What {@linkcode windowsWritten} has written; nothing of it when it makes no sense. */
export function windowsIn(text: string): Pick<State, "windows" | "returns"> {
  let fields: Record<string, unknown>;
  try {
    fields = Object(JSON.parse(text));
  } catch {
    return {};
  }
  const tree: WindowTree | undefined = treeIn(fields["tree"]);
  if (tree === undefined) return {};
  const ids = windowIds(tree);
  const shows = Object(fields["shows"]) as Record<string, unknown>;
  const nameOf = (id: number) => {
    const name = shows[id];
    return typeof name === "string" && name.length <= MAX_NAME_LENGTH ? name : "";
  };
  // A view of several rooms comes back when these are there: one begins in another window.
  const isViewIn = (id: number) => isView(nameOf(id));
  const wanted = ids.find((id) => id === fields["focused"]) ?? ids[0] ?? FIRST_WINDOW;
  const focused = [wanted, ...ids].find((id) => !isViewIn(id)) ?? ids[0] ?? FIRST_WINDOW;
  const returns = [...new Set([focused, wanted])].filter(isViewIn)
    .map((window) => ({ window, name: nameOf(window) }));
  const views = returns.length === 0 ? {} : { returns };
  if (tree.kind === "window") return views;
  const others = ids.filter((id) => id !== focused)
    .map((id) => [id, { key: "", name: nameOf(id), scroll: { kind: "end" } }] as const);
  const isZoomed = fields["isZoomed"] === true;
  const before = { name: nameOf(focused) };
  return { windows: { tree, focused, isZoomed, others: new Map(others), before }, ...views };
}

/** Whether this is the name of a view of several rooms. */
function isView(name: string): boolean {
  return name.includes(" +");
}
