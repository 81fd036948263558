/**
 * The service worker: keeps the page for when there is no connection, and shows what is pushed. The
 * build puts `CHAT_SHELL` before it, so that it changes whenever a file of the page does.
 */
import type { PushPayload } from "../../../protocol/push.ts";
import { printable } from "../../../protocol/text/printable.ts";
import {
  MOST_SHARED_BYTES,
  MOST_SHARED_FILES,
  SHARE_PATH,
  SHARED_COUNT,
  SHARED_FILES,
  SHARED_LEFT,
  SHARED_WORDS,
} from "../device/shared_files.ts";

/** The files of the page, and a name for all of them as they are. */
declare const CHAT_SHELL: { readonly version: string; readonly files: readonly string[] };

/** What of a worker's surroundings is used; the library of types for pages does not have it. */
interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface WorkerWindow {
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
interface WorkerSelf {
  readonly location: { readonly origin: string };
  readonly navigator: Navigator;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: object): Promise<readonly WorkerWindow[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Kind extends keyof Events>(
    kind: Kind,
    take: (event: Events[Kind]) => void,
  ): void;
}
interface Events {
  install: Extendable;
  activate: Extendable;
  fetch: Extendable & {
    readonly request: Request;
    respondWith(response: Promise<Response>): void;
  };
  push: Extendable & { readonly data: { json(): unknown } | null };
  notificationclick: Extendable & { readonly notification: Notification };
}

const worker = self as unknown as WorkerSelf;

const PREFIX = "chat-";
const CACHE = PREFIX + CHAT_SHELL.version;

/** So long is waited for the newest page where there is one already, in milliseconds. */
const PAGE_LIMIT_MS = 3_000;

/** What stands in place of a text that was left out, by language. */
const NEW_MESSAGE: Readonly<Record<string, string>> = { de: "Neue Nachricht" };

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll([...CHAT_SHELL.files]);
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const own = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
      // Pages of the version before are still open, and load some of their files later.
      const old = own.filter((name) => name !== CACHE).slice(0, -1);
      await Promise.all(old.map((name) => caches.delete(name)));
      await worker.clients.claim();
      for (const window of await windows()) {
        window.postMessage({ kind: "version", version: CHAT_SHELL.version });
      }
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  if (request.method === "POST" && url.pathname === SHARE_PATH) {
    if (isShare(request)) event.respondWith(shared(request));
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname === "/" && request.mode === "navigate") event.respondWith(page(request));
  else if (/^\/(?:assets|icons)\//.test(url.pathname) || url.pathname === "/manifest.webmanifest") {
    event.respondWith(file(request));
  }
});

/** The push that is shown now: a browser that is asked what it shows forgets one that is on its way. */
let showing = Promise.resolve();

worker.addEventListener("push", (event) => {
  showing = showing.catch(() => {}).then(() => show(event.data));
  event.waitUntil(showing);
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { address?: string } | null)?.address ?? ""));
});

/**
 * The page as this worker keeps it, at once: the browser asks for a newer worker at each visit, which
 * brings a newer page and says so. Whoever reloads gets the newest page.
 */
async function page(request: Request): Promise<Response> {
  const isReload = request.cache === "reload" || request.cache === "no-cache";
  const own = isReload ? undefined : await (await caches.open(CACHE)).match("/");
  return own ?? await newestPage(request);
}

/** The newest page, or the one that is kept when the server does not answer in time. */
async function newestPage(request: Request): Promise<Response> {
  const kept = await caches.match("/");
  if (kept === undefined) return await fetch(request);
  try {
    const limit = AbortSignal.timeout(PAGE_LIMIT_MS);
    const response = await fetch(request.url, { signal: limit, credentials: "same-origin" });
    return response.ok ? response : kept;
  } catch {
    return kept;
  }
}

/** Whether another application has sent this, which has no origin, and not another site. */
function isShare({ headers, mode }: Request): boolean {
  const origin = headers.get("Origin") ?? "null";
  return mode === "navigate" && (origin === "null" || origin === worker.location.origin);
}

/** What another application shares: the files are kept until the page has them, words go to it at once. */
async function shared(request: Request): Promise<Response> {
  const address = new URL("/", worker.location.origin);
  try {
    const form = await request.formData();
    for (const name of SHARED_WORDS) {
      const word = form.get(name);
      if (typeof word === "string" && word !== "") address.searchParams.set(name, word);
    }
    const files = form.getAll(SHARED_COUNT).filter((each): each is File => each instanceof File);
    if (files.length > 0) {
      const kept = await keptForPage(files);
      address.searchParams.set(SHARED_COUNT, String(kept));
      if (kept < files.length) address.searchParams.set(SHARED_LEFT, String(files.length - kept));
    }
  } catch {
    // What cannot be read is not shared; the page opens all the same, and says so.
    address.searchParams.set(SHARED_COUNT, "0");
    address.searchParams.set(SHARED_LEFT, "1");
  }
  return Response.redirect(address.href, 303);
}

/** Keeps those that fit, in the place of those of another time; returns how many. */
async function keptForPage(files: readonly File[]): Promise<number> {
  let count = 0;
  let bytes = 0;
  try {
    await caches.delete(SHARED_FILES);
    const cache = await caches.open(SHARED_FILES);
    for (const file of files.slice(0, MOST_SHARED_FILES)) {
      if (bytes + file.size > MOST_SHARED_BYTES) continue;
      await cache.put(
        `/shared/${String(count).padStart(3, "0")}/${encodeURIComponent(file.name.toWellFormed())}`,
        new Response(file, { headers: { "Content-Type": file.type } }),
      );
      count++;
      bytes += file.size;
    }
  } catch {
    // There is no room for more.
  }
  return count;
}

/** Files never change under their names; those of older pages are there as well. */
async function file(request: Request): Promise<Response> {
  return await caches.match(request) ?? await fetch(request);
}

/** Shows a push, unless the page is before somebody's eyes: it tells them itself. */
async function show(data: { json(): unknown } | null): Promise<void> {
  if ((await windows()).some((window) => window.focused)) return;
  const { from, id, room, text } = payloadIn(data);
  const address = room === undefined ? `#@${from}` : `#${room}`;
  const language = worker.navigator.language.split("-")[0] ?? "";
  await worker.registration.showNotification(
    printable(room === undefined ? from : `${from} · #${room}`),
    {
      body: text === undefined ? NEW_MESSAGE[language] ?? "New message" : printable(text),
      // One for each place: the newest takes the place of the one before, and rings again.
      tag: address.toLowerCase(),
      icon: "/icons/chat-192.png",
      badge: "/icons/badge-96.png",
      data: { address: encodeURI(address), id },
      ...{ renotify: true },
    },
  );
  const shown = await worker.registration.getNotifications();
  await worker.navigator.setAppBadge?.(shown.length);
}

/** What of a push is as it should be; it comes from the server, but so does everything. */
function payloadIn(data: { json(): unknown } | null): PushPayload {
  let given: Partial<Record<keyof PushPayload, unknown>> = {};
  try {
    given = Object(data?.json());
  } catch {
    // A push that nobody can read is told without words.
  }
  const { from, id, room, text } = given;
  return {
    id: typeof id === "number" ? id : 0,
    from: typeof from === "string" ? from.slice(0, 100) : "chat",
    ...(typeof room === "string" ? { room: room.slice(0, 100) } : {}),
    ...(typeof text === "string" ? { text: text.slice(0, 1_000) } : {}),
  };
}

/** Goes to a place, in a page that is open or in a new one. */
async function open(address: string): Promise<void> {
  const [window] = await windows();
  if (window === undefined) {
    await worker.clients.openWindow(`/${address}`);
    return;
  }
  window.postMessage({ kind: "open", address });
  await window.focus().catch(() => {}); // it has gone there, before anybody's eyes or not
}

function windows(): Promise<readonly WorkerWindow[]> {
  return worker.clients.matchAll({ type: "window", includeUncontrolled: true });
}
