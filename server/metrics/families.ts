/** Families of one sample without labels. */
import type { Family } from "./exposition.ts";

/** A value that goes up and down. */
export function gauge(name: string, help: string, value: number, unit?: Family["unit"]): Family {
  const samples = [{ suffix: "", labels: {}, value }];
  return { name, help, type: "gauge", ...(unit === undefined ? {} : { unit }), samples };
}

/** A value that only grows while the server runs; its name is without `_total`. */
export function counter(name: string, help: string, value: number, unit?: Family["unit"]): Family {
  const samples = [{ suffix: "_total", labels: {}, value }];
  return { name, help, type: "counter", ...(unit === undefined ? {} : { unit }), samples };
}
