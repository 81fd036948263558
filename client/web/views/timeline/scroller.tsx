/**
 * Scrolls the messages. The list hangs at its lower end (`column-reverse`): 0 is the newest message,
 * and what comes above moves nothing. What comes below while somebody reads further up, or turns out
 * to be taller than was guessed, is made up for: the first row in sight stays where it is.
 */
import { Component, type ComponentChildren, createRef } from "preact";
import type { Scroll } from "../../../full/state/state.ts";
import { rowId } from "./row_id.ts";

/** So near to the newest message is at it, in CSS pixels. */
const AT_END = 4;
/** So near to an end the messages beyond it are fetched, in heights of what is in sight. */
const NEAR = 1.5;
/** A message that is gone to stands so far down, as a part of the height. */
const GOAL = 0.2;

/** What a scroller works with. */
export interface ScrollerProperties {
  readonly label: string;
  readonly scroll: Scroll;
  /** Whether there is nothing in it but a sentence that says so. */
  readonly isEmpty: boolean;
  /** Whether there are messages beyond an end that could be fetched now. */
  readonly canReach: { readonly older: boolean; readonly newer: boolean };
  readonly children: ComponentChildren;
  /** The reader is at the newest message that is here, or not any more. */
  readonly onScrolled: (isAtEnd: boolean) => void;
  /** The reader is near an end beyond which there is more. */
  readonly onReached: (end: "older" | "newer") => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A row, and where it is in what is scrolled: scrolling does not change that, only what grows does. */
interface Anchor {
  readonly element: Element;
  readonly at: number;
  readonly scrollTop: number;
}

/** The scrolled list. */
export class Scroller extends Component<ScrollerProperties> {
  readonly #frame = createRef<HTMLDivElement>();
  readonly #list = createRef<HTMLDivElement>();
  /**
   * Told when the layout is known and before it is shown: to ask for sizes at any other time of a frame
   * would have the browser lay out everything once more.
   */
  readonly #sizes = new ResizeObserver(() => {
    this.#hold();
    this.#look();
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The first row in sight; `undefined` at the newest message, where nothing has to be held. */
  #anchor: Anchor | undefined;

  override componentDidMount(): void {
    for (const { current } of [this.#frame, this.#list]) {
      if (current !== null) this.#sizes.observe(current);
    }
    this.#go(this.props.scroll);
    this.#look();
  }

  override componentWillUnmount(): void {
    this.#sizes.disconnect();
    clearTimeout(this.#timer);
  }

  override componentDidUpdate(before: ScrollerProperties): void {
    const { canReach, scroll } = this.props;
    const isMoved = scroll !== before.scroll &&
      (scroll.kind === "at" || before.scroll.kind !== "end");
    if (isMoved && this.#go(scroll)) return this.#look();
    const isSame = canReach.older === before.canReach.older &&
      canReach.newer === before.canReach.newer && scroll === before.scroll;
    // When nothing grows, the observer has nothing to say: it is looked at after the frame.
    if (!isSame) this.#timer ??= setTimeout(() => this.#looked());
  }

  override render({ children, isEmpty, label, onKeyDown }: ScrollerProperties) {
    return (
      <div
        ref={this.#frame}
        id="messages"
        class="scroller"
        role="log"
        aria-label={label}
        aria-live="off"
        tabIndex={0}
        onScroll={() => {
          // What came since the last frame is not laid out yet: to look first would forget what was seen.
          this.#hold();
          this.#look();
        }}
        onKeyDown={onKeyDown}
      >
        <div
          ref={this.#list}
          class={isEmpty ? "scroller-list scroller-list-empty" : "scroller-list"}
        >
          {children}
        </div>
      </div>
    );
  }

  /** Goes where the state wants to be; false when that is nowhere in particular. */
  #go(scroll: Scroll): boolean {
    const frame = this.#frame.current;
    if (frame === null) return false;
    if (scroll.kind === "end") {
      frame.scrollTop = 0;
      return true;
    }
    const row = scroll.top.id > 0 ? document.getElementById(rowId(scroll.top.id)) : null;
    if (row === null) return false;
    // What is far away has a guessed size until it is near: the second time it is known.
    for (let time = 0; time < 2; time++) {
      const { height, top } = frame.getBoundingClientRect();
      frame.scrollTop += row.getBoundingClientRect().top - top - height * GOAL;
    }
    return true;
  }

  #looked(): void {
    this.#timer = undefined;
    this.#hold();
    this.#look();
  }

  /** Where the reader is now: what has to be held, told and fetched. */
  #look(): void {
    const frame = this.#frame.current;
    if (frame === null) return;
    const { canReach, onReached, onScrolled, scroll } = this.props;
    const { clientHeight, scrollHeight, scrollTop } = frame;
    // `scrollTop` is 0 at the newest message and grows below zero upwards.
    const isAtEnd = scrollTop > -AT_END;
    this.#anchor = isAtEnd ? undefined : this.#firstInSight(frame);
    if (isAtEnd !== (scroll.kind === "end")) onScrolled(isAtEnd);
    const near = NEAR * clientHeight;
    if (canReach.older && scrollHeight - clientHeight + scrollTop < near) onReached("older");
    if (canReach.newer && -scrollTop < near) onReached("newer");
  }

  /** Brings the row that has to be held back to where it was. */
  #hold(): void {
    const frame = this.#frame.current;
    const anchor = this.#anchor;
    if (frame === null || anchor?.element.isConnected !== true) return;
    const at = placeOf(anchor.element, frame);
    const moved = at - anchor.at;
    if (Math.abs(moved) < 1) return;
    // A list that has become shorter was scrolled by the browser, as far as it had to be.
    const isCut = frame.scrollHeight - frame.clientHeight + frame.scrollTop < 1;
    frame.scrollTop = (isCut ? anchor.scrollTop : frame.scrollTop) + moved;
    this.#anchor = { ...anchor, at, scrollTop: frame.scrollTop };
  }

  #firstInSight(frame: Element): Anchor | undefined {
    const { top } = frame.getBoundingClientRect();
    for (const block of this.#list.current?.children ?? []) {
      if (block.getBoundingClientRect().bottom <= top) continue;
      for (const element of block.children.length > 0 ? block.children : [block]) {
        if (element.getBoundingClientRect().bottom > top) {
          return { element, at: placeOf(element, frame), scrollTop: frame.scrollTop };
        }
      }
    }
    return undefined;
  }
}

function placeOf(element: Element, { scrollTop }: Element): number {
  return element.getBoundingClientRect().top + scrollTop;
}
