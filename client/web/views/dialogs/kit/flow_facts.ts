/** What went over connections, as facts. */
import type { FlowStatistics, ServerStatistics } from "../../../../../protocol/records.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useTexts } from "../../../parts/page_context.ts";
import type { Fact } from "./facts.tsx";

/** Makes facts of figures, of which any may be missing. */
export function useFlowFacts(): (
  figures: Partial<FlowStatistics & Pick<ServerStatistics, "accounts" | "connections">>,
) => readonly Fact[] {
  const words = useMore().flow;
  const { language } = useTexts().common;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const count = (value: unknown) => typeof value === "number" ? number.format(value) : "";
  return (figures) => [
    [words.accounts, count(figures.accounts)],
    [words.connections, count(figures.connections)],
    [words.waiting, count(figures.queued_messages)],
    [words.sent, amount(figures.sent_messages, figures.sent_bytes)],
    [words.received, bytes(figures.received_bytes)],
    [words.leftOut, count(figures.dropped_messages)],
    [words.gaps, count(figures.gaps)],
  ];

  function amount(messages: unknown, size: unknown): string {
    const text = count(messages);
    return text === "" ? "" : `${text} (${bytes(size)})`;
  }

  function bytes(value: unknown): string {
    if (typeof value !== "number") return "";
    const [unit = "B", size = 0] = value < 1_024
      ? ["B", value]
      : value < 1_048_576
      ? ["KiB", value / 1_024]
      : ["MiB", value / 1_048_576];
    return `${number.format(size)} ${unit}`;
  }
}
