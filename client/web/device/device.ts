/** What this browser can do beside showing the page: worker, notifications, pushes, badge. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import type { Place } from "../../../protocol/records.ts";
import type { Action, Fields } from "../../../protocol/requests.ts";
import type { Notification as News } from "../../full/sequences/notifications.ts";
import { placeKey } from "../../wording/place.ts";
import { keepPush, keptPush, type PushChoice } from "./choices.ts";
import { registerWorker, type WorkerStanding } from "./worker_registration.ts";

/** How it stands, for whoever shows it. */
export interface DeviceStanding {
  readonly worker: WorkerStanding;
  /** Whether the page may show notifications; `missing` where the browser has none. */
  readonly permission: NotificationPermission | "missing";
  /** Whether pushes can come, and what was chosen about them. */
  readonly canPush: boolean;
  readonly push: PushChoice | undefined;
  /** Whether the server knows what was chosen last. */
  readonly isTold: boolean;
  /** Why it does not, or why pushes could not be had. */
  readonly problem: string;
}

/** What a device works with. */
export interface DeviceOptions {
  /** The version of this page, as the worker calls it. */
  version: string;
  /** Makes a request of whoever is logged in. */
  request: <A extends Action>(action: A, fields: Partial<Fields<A>>) => Promise<AnswerFields[A]>;
  /** The server has a newer page. */
  newer: () => void;
  /** Somebody wants to go to a place: `#general`. */
  open: (address: string) => void;
}

/** Lives as long as the page. */
export class Device {
  readonly #options: DeviceOptions;
  readonly #listeners = new Set<() => void>();
  #registration: ServiceWorkerRegistration | undefined;
  #standing: DeviceStanding;
  #badge = 0;
  /** One choice after the other: the last one counts. */
  #choosing: Promise<void> = Promise.resolve();

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#standing = {
      worker: "starting",
      permission: "Notification" in globalThis ? Notification.permission : "missing",
      canPush: false,
      push: keptPush(),
      isTold: false,
      problem: "",
    };
  }

  /** How it stands now. */
  get standing(): DeviceStanding {
    return this.#standing;
  }

  /** Calls `listener` after every change; returns what stops that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Registers the worker. Never rejects. */
  async start(): Promise<void> {
    const { newer, open, version } = this.#options;
    this.#registration = await registerWorker({
      version: (there) => {
        if (there !== version) newer();
      },
      open,
    });
    const canPush = this.#registration !== undefined && "pushManager" in this.#registration;
    this.#set({ worker: this.#registration === undefined ? "impossible" : "ready", canPush });
  }

  /** Somebody is logged in: the server is told again by what this browser is reached. */
  async renew(): Promise<void> {
    // It may have been updated while the page was away.
    this.#registration?.update().catch(() => {});
    const { push } = this.#standing;
    if (push === undefined || this.#standing.permission !== "granted") return;
    await this.#subscribed(push);
  }

  /** Asks whether the page may show notifications; must be called by a click. */
  async ask(): Promise<void> {
    if (this.#standing.permission === "missing") return;
    this.#set({ permission: await Notification.requestPermission() });
  }

  /** Has messages pushed from now on, or no more; must be called by a click. */
  push(choice: PushChoice | undefined): Promise<void> {
    return this.#choosing = this.#choosing.then(() => this.#choose(choice));
  }

  async #choose(choice: PushChoice | undefined): Promise<void> {
    const before = this.#standing.push;
    // It stands as it was chosen until the server, or the browser, says no.
    this.#set({ problem: "", isTold: false, push: choice });
    if (choice === undefined) {
      keepPush(undefined);
      return await this.#unsubscribed();
    }
    await this.ask();
    const isGranted = this.#standing.permission === "granted" && await this.#subscribed(choice);
    if (isGranted) keepPush(choice);
    this.#set(isGranted ? { isTold: true } : { push: before });
  }

  /** Somebody logs out: nothing is pushed here any more, and nothing of it is left to be seen. */
  async leave(): Promise<void> {
    keepPush(undefined);
    this.#set({ push: undefined });
    this.badge(0);
    try {
      for (const shown of await this.#registration?.getNotifications() ?? []) shown.close();
      const subscription = await this.#registration?.pushManager?.getSubscription();
      await subscription?.unsubscribe();
    } catch {
      // The session ends, and with it the subscription at the server.
    }
  }

  /** Tells somebody who looks elsewhere. */
  async notify({ place, text, title }: News): Promise<void> {
    if (this.#standing.permission !== "granted") return;
    const address = addressOf(place);
    const options = {
      body: text,
      tag: address.toLowerCase(),
      icon: "/icons/chat-192.png",
      data: { address: encodeURI(address) },
      ...{ renotify: true },
    };
    if (this.#registration?.active) {
      await this.#registration.showNotification(title, options);
      return;
    }
    const shown = new Notification(title, options);
    shown.addEventListener("click", () => {
      shown.close();
      globalThis.focus();
      this.#options.open(encodeURI(address));
    });
  }

  /** What was told of a place has been seen. */
  async seen(place: Place): Promise<void> {
    const tag = addressOf(place).toLowerCase();
    for (const shown of await this.#registration?.getNotifications({ tag }) ?? []) shown.close();
  }

  /** The number on the icon of the installed page. */
  badge(count: number): void {
    if (count === this.#badge) return;
    this.#badge = count;
    const set = count === 0 ? navigator.clearAppBadge?.() : navigator.setAppBadge?.(count);
    set?.catch(() => {}); // not installed
  }

  /** Whether the server knows by what this browser is reached. */
  #subscribed(choice: PushChoice): Promise<boolean> {
    return this.#tried(async ({ subscribe }, manager) => {
      if (manager === undefined) return false;
      await subscribe(manager, { choice, request: this.#options.request });
      return true;
    });
  }

  async #unsubscribed(): Promise<void> {
    const isDone = await this.#tried(async ({ unsubscribe }, manager) => {
      await unsubscribe(manager, this.#options.request);
      return true;
    });
    if (isDone) this.#set({ isTold: true });
  }

  /** What few have turned on is loaded when they have; says what went wrong. */
  async #tried(
    act: (pushes: typeof import("./pushes.ts"), manager?: PushManager) => Promise<boolean>,
  ): Promise<boolean> {
    try {
      return await act(await import("./pushes.ts"), this.#registration?.pushManager);
    } catch (error) {
      this.#set({ problem: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  #set(change: Partial<DeviceStanding>): void {
    this.#standing = { ...this.#standing, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function addressOf(place: Place): string {
  return `#${placeKey(place).replace(/^#/, "")}`;
}
