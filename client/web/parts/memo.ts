/** Components that are shown anew only when one of their properties is another one. */
import { Component, type ComponentChild, type FunctionComponent, h } from "preact";

/** A component that looks at nothing but its properties, compared one by one. */
export function memo<Properties extends object>(
  show: FunctionComponent<Properties>,
): FunctionComponent<Properties> {
  class Memo extends Component<Properties> {
    override shouldComponentUpdate(next: Properties): boolean {
      return differs(this.props, next);
    }

    override render(): ComponentChild {
      return h(show, this.props as Properties & object);
    }
  }
  return Memo as unknown as FunctionComponent<Properties>;
}

function differs(one: object, other: object): boolean {
  const [before, after] = [Object.entries(one), other as Record<string, unknown>];
  return before.length !== Object.keys(other).length ||
    before.some(([name, value]) => !Object.is(value, after[name]));
}
