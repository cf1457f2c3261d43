/**
 * The text at a path of this server; null where it does not come whole. What is named by its content comes
 * out of the browser's store where it is, and is there for the page that is loaded next.
 */
export async function fetchText(path: string): Promise<string | null> {
  try {
    const cache = path.startsWith('/assets/') ? 'default' : 'no-cache';
    const response = await fetch(path, { cache });
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
