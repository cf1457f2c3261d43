/** Hands a file to the person. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Some browsers read it only after the click is over.
  requestAnimationFrame(() => requestAnimationFrame(() => URL.revokeObjectURL(link.href)));
}

/** A name of a file that every system takes: letters, digits, dots and dashes; Han stays. */
export function fileName(parts: readonly string[], ending: string): string {
  const name = parts
    .join('-')
    .replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')
    .replaceAll(/-+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return `tidewall-${name.slice(0, 120)}.${ending}`;
}
