import type { Viewer } from './context.ts';

/**
 * What a viewer may see, as a name: whoever has the same is told the same, once for all. Everybody
 * who is let in sees the whole floor today; whatever a resolver comes to hide from some has to show here.
 */
export function rightsOf(viewer: Viewer): string {
  switch (viewer.kind) {
    case 'token':
    case 'session':
      return 'wholeFloor';
  }
}
