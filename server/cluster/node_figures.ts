/** What a node says that it does, checked. */
import type { NodeFigures } from "../../protocol/nodes.ts";

/** What another node says that it does; undefined for what makes no sense. */
export function figuresIn(said: unknown): NodeFigures | undefined {
  if (typeof said !== "object" || said === null) return undefined;
  const { connections, accounts, proposed, batch, healed, log_ms, apply_ms } = said as NodeFigures;
  const isWhole = [connections, accounts, proposed, batch, healed].every(isFigure) &&
    isPair(log_ms) && isPair(apply_ms);
  if (!isWhole) return undefined;
  return {
    connections,
    accounts,
    proposed,
    batch,
    healed,
    log_ms: [log_ms[0], log_ms[1]],
    apply_ms: [apply_ms[0], apply_ms[1]],
  };
}

function isFigure(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isFigure);
}
