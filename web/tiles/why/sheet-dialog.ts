import type { Action } from 'svelte/action';

/**
 * Opens a dialog over the page: the focus stays inside and goes back to where it was. Escape closes it,
 * and so does a tap beside it; where that tap meets another number, that one is opened instead.
 */
export const sheetDialog: Action<HTMLDialogElement, { readonly onclose: () => void }> = (
  dialog,
  options,
) => {
  const { onclose } = options;
  const opener = document.activeElement;
  dialog.showModal();
  // The first control is a picker: reading begins at the title.
  dialog.querySelector<HTMLElement>('h2')?.focus();
  const onCancel = (event: Event): void => {
    // The page closes it, so that the address follows.
    event.preventDefault();
    onclose();
  };
  const onClick = (event: MouseEvent): void => {
    if (event.target !== dialog) return;
    const box = dialog.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (inside) return;
    const number = numberUnder(dialog, event);
    if (number) number.click();
    else onclose();
  };
  dialog.addEventListener('cancel', onCancel);
  dialog.addEventListener('click', onClick);
  return {
    destroy() {
      dialog.removeEventListener('cancel', onCancel);
      dialog.removeEventListener('click', onClick);
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    },
  };
};

/** The number's button that lies under the dialog's backdrop there. */
function numberUnder(dialog: HTMLDialogElement, at: MouseEvent): HTMLElement | null {
  for (const button of document.querySelectorAll<HTMLElement>('button.why')) {
    if (dialog.contains(button)) continue;
    const box = button.getBoundingClientRect();
    const near =
      at.clientX >= box.left - NEAR_PX &&
      at.clientX <= box.right + NEAR_PX &&
      at.clientY >= box.top - NEAR_PX &&
      at.clientY <= box.bottom + NEAR_PX;
    if (near && box.width > 0) return button;
  }
  return null;
}

/** As much larger than its text as a number's button can be hit. */
const NEAR_PX = 6;
