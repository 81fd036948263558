/** Makes what a request is answered with and the events around the answer agree. */
import type { Delivery } from "./delivery.ts";
import type { Listener } from "./listener.ts";

/** A question about everything that is new after an id. */
export interface Question<Page> {
  after: number;
  /** Must not resolve before everything that its answer has seen is published. */
  ask(): Promise<Page>;
}

/** Has every event come on one side of the answer: what it covers before it, all else after it. */
export class Alignment {
  readonly #delivery: Delivery;
  /** Requests under way. */
  #underWay = 0;

  constructor(delivery: Delivery) {
    this.#delivery = delivery;
  }

  /**
   * Answers a question of a connection, whose outbox holds back from then on what comes after the
   * answer; whoever writes the answer releases it.
   */
  async answer<Page extends { last_id: number }>(
    { outbox }: Pick<Listener, "outbox">,
    { after, ask }: Question<Page>,
  ): Promise<Page> {
    this.#delivery.deliver();
    outbox.hold();
    this.#underWay += 1;
    try {
      const page = await ask();
      this.#delivery.deliver();
      outbox.covered({ after, upTo: page.last_id });
      return page;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Notes that everything of a group commit is published. */
  committed(): void {
    // What is delivered together goes to one side of an answer, so it must be of one group commit.
    if (this.#underWay > 0) this.#delivery.deliver();
  }
}
