/** Components that are shown anew only when one of their properties is another one. */
import { Component, type ComponentChild, type FunctionComponent } from "preact";

/** A component that looks at nothing but its properties, compared one by one. */
export function memo<Properties extends object>(
  show: FunctionComponent<Properties>,
): FunctionComponent<Properties> {
  class Memo extends Component<Properties> {
    override shouldComponentUpdate(next: Properties): boolean {
      return differs(this.props, next);
    }

    override render(): ComponentChild {
      return show(this.props, undefined) as ComponentChild;
    }
  }
  return Memo as unknown as FunctionComponent<Properties>;
}

/** Nothing is made here: hundreds of rows are compared in every frame. */
function differs(one: object, other: object): boolean {
  const [before, after] = [one, other] as [Record<string, unknown>, Record<string, unknown>];
  for (const name in before) if (!(name in after)) return true;
  for (const name in after) if (!Object.is(before[name], after[name])) return true;
  return false;
}
