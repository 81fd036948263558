/** Parts of a dialog, one of which is shown (the ARIA pattern of tabs: arrows, Home and End). */
import type { ComponentChild } from "preact";
import { useId, useRef, useState } from "preact/hooks";

/** One part. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly show: () => ComponentChild;
}

/** The tabs, of which the one called `first` is open, or else the first of all. */
export function Tabs(
  { first, label, tabs }: { label: string; tabs: readonly Tab[]; first: string | undefined },
) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState(first);
  const open = tabs.find((tab) => tab.id === chosen) ?? tabs[0];
  if (open === undefined) return null;
  function pressed(event: KeyboardEvent) {
    const at = tabs.findIndex((tab) => tab === open);
    const next = nextTab(event.key, at, tabs.length);
    const tab = next === undefined ? undefined : tabs[next];
    if (next === undefined || tab === undefined) return;
    event.preventDefault();
    choose(tab.id);
    const button = list.current?.children[next];
    if (button instanceof HTMLElement) button.focus();
  }
  return (
    <div class="tabs">
      <div ref={list} class="tab-list" role="tablist" aria-label={label} onKeyDown={pressed}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            class="tab"
            aria-selected={tab === open}
            aria-controls={`${id}-panel`}
            tabIndex={tab === open ? 0 : -1}
            onClick={() => choose(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div
        key={open.id}
        id={`${id}-panel`}
        class="tab-panel"
        role="tabpanel"
        aria-labelledby={`${id}-${open.id}`}
        tabIndex={0}
      >
        {open.show()}
      </div>
    </div>
  );
}

function nextTab(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowLeft":
    case "ArrowUp":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
