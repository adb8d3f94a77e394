import { element } from '../element.ts';
import { icon } from './icon.tsx';

/** The panel before the first profile. */
export function emptyView(): HTMLElement {
  return (
    <section class="outcome" aria-label="Nothing profiled yet">
      {icon('play')}
      <div>
        <h1>Could it be faster?</h1>
        <p class="outcome-message">
          Put the cursor on a function and run "Profile in parallel" from the command palette or the context menu, or
          click the line above the function. No function at hand? "Open Demo Functions" in the palette has some.
        </p>
        <p class="muted">
          The function is run serially and in pools of threads and processes, and this panel shows how much faster it
          got, where the rest went, and what would break.
        </p>
      </div>
    </section>
  );
}
