/**
 * Scrolls the messages. The list hangs at its lower end (`column-reverse`): 0 is the newest message,
 * and what comes above moves nothing. What comes below while somebody reads further up is made up
 * for by an anchor: the first row in sight stays where it is.
 */
import { Component, type ComponentChildren, createRef } from "preact";
import type { Scroll } from "../../../full/state/state.ts";
import { rowId } from "./message_row.tsx";

/** So near to the newest message is at it, in CSS pixels. */
const AT_END = 4;
/** So near to an end the messages beyond it are fetched, in heights of what is in sight. */
const NEAR = 1.5;

/** What a scroller works with. */
export interface ScrollerProperties {
  readonly label: string;
  readonly scroll: Scroll;
  readonly children: ComponentChildren;
  /** The reader is at the newest message now, or not any more. */
  readonly onScrolled: (isAtEnd: boolean) => void;
  /** The reader is near one end. */
  readonly onReached: (end: "older" | "newer") => void;
}

interface Anchor {
  readonly element: Element;
  readonly top: number;
}

/** The scrolled list. */
export class Scroller extends Component<ScrollerProperties> {
  readonly #frame = createRef<HTMLDivElement>();
  readonly #list = createRef<HTMLDivElement>();

  override componentDidMount(): void {
    this.#lookAtEnds();
  }

  override getSnapshotBeforeUpdate(): Anchor | undefined {
    const frame = this.#frame.current;
    if (frame === null || this.#isAtEnd(frame)) return undefined;
    const top = frame.getBoundingClientRect().top;
    const element = this.#firstInSight(top);
    return element && { element, top: element.getBoundingClientRect().top };
  }

  override componentDidUpdate(
    before: ScrollerProperties,
    _state: unknown,
    anchor: Anchor | undefined,
  ): void {
    const frame = this.#frame.current;
    if (frame === null) return;
    const { scroll } = this.props;
    if (scroll !== before.scroll && scroll.kind === "end" && before.scroll.kind !== "end") {
      frame.scrollTop = 0;
    } else if (scroll !== before.scroll && scroll.kind === "at" && scroll.top.id > 0) {
      document.getElementById(rowId(scroll.top.id))?.scrollIntoView({ block: "center" });
    } else if (anchor?.element.isConnected === true) {
      frame.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top;
    }
    this.#lookAtEnds();
  }

  override render({ children, label }: ScrollerProperties) {
    return (
      <div
        ref={this.#frame}
        id="messages"
        class="scroller"
        role="log"
        aria-label={label}
        aria-live="off"
        tabIndex={0}
        onScroll={() => this.#scrolled()}
      >
        <div ref={this.#list} class="scroller-list">{children}</div>
      </div>
    );
  }

  #scrolled(): void {
    const frame = this.#frame.current;
    if (frame === null) return;
    const isAtEnd = this.#isAtEnd(frame);
    if (isAtEnd !== (this.props.scroll.kind === "end")) this.props.onScrolled(isAtEnd);
    this.#lookAtEnds();
  }

  #lookAtEnds(): void {
    const frame = this.#frame.current;
    if (frame === null) return;
    const { clientHeight, scrollHeight, scrollTop } = frame;
    const near = NEAR * clientHeight;
    if (scrollHeight - clientHeight + scrollTop < near) this.props.onReached("older");
    if (-scrollTop < near) this.props.onReached("newer");
  }

  /** `scrollTop` is 0 at the newest message and grows below zero upwards. */
  #isAtEnd({ scrollTop }: HTMLElement): boolean {
    return scrollTop > -AT_END;
  }

  #firstInSight(top: number): Element | undefined {
    for (const block of this.#list.current?.children ?? []) {
      if (block.getBoundingClientRect().bottom <= top) continue;
      for (const row of block.children) {
        if (row.getBoundingClientRect().bottom > top) return row;
      }
      return block;
    }
    return undefined;
  }
}
