/** Which connections see what is said in a room, and which accounts are there. */
import type { ServerEvent } from "../../protocol/events.ts";
import type { Audience, Delivery } from "./delivery.ts";
import type { Listener } from "./listener.ts";
import type { OnlineAccount } from "./online_account.ts";
import { Roll } from "./roll.ts";

/** A room with somebody in it who is online. */
export interface OnlineRoom extends Audience {
  readonly listeners: Set<Listener>;
  readonly accounts: Roll;
}

/** The rooms in which somebody is online, by id. */
export class OnlineRooms {
  readonly #delivery: Delivery;
  readonly #rooms = new Map<number, OnlineRoom>();

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /** A room; undefined when nobody is online there. */
  get(id: number): OnlineRoom | undefined {
    return this.#rooms.get(id);
  }

  /** A room, made when it is not there yet. */
  of(id: number): OnlineRoom {
    let room = this.#rooms.get(id);
    if (room === undefined) {
      room = { listeners: new Set(), accounts: new Roll() };
      this.#rooms.set(id, room);
    }
    return room;
  }

  /** Takes an account out with all its connections. */
  remove(id: number, account: OnlineAccount): void {
    const room = this.#rooms.get(id);
    if (room === undefined) return;
    room.accounts.delete(account);
    for (const listener of account.connections) room.listeners.delete(listener);
    if (room.accounts.size > 0) return;
    // Nobody is left to see what was published last; only its ids count.
    this.#delivery.deliver();
    this.#rooms.delete(id);
  }

  /** Delivers an event to everybody in a room. */
  publish(id: number, event: ServerEvent): void {
    const room = this.#rooms.get(id);
    if (room === undefined) this.#delivery.skip(event);
    else this.#delivery.publish(room, event);
  }

  /** How many connections see what is said in a room. */
  audienceOf(id: number): number {
    return this.#rooms.get(id)?.listeners.size ?? 0;
  }

  /** At most how many connections share a room with an account, its own included. */
  sizeOfCompany(account: OnlineAccount): number {
    let size = account.connections.size;
    for (const id of account.rooms.keys()) size += this.audienceOf(id);
    return size;
  }

  /** Those connections. */
  companyOf(account: OnlineAccount): Set<Listener> {
    const listeners = new Set<Listener>(account.connections);
    for (const id of account.rooms.keys()) {
      for (const listener of this.#rooms.get(id)?.listeners ?? []) listeners.add(listener);
    }
    return listeners;
  }
}
