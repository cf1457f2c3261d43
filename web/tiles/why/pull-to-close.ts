import type { Action } from 'svelte/action';

/** Pulled down so far by its head a sheet closes; less, and it goes back. */
const FAR_PX = 110;

/** A sheet can be pulled down by its head (`.grab` or `header`), as sheets on phones can. */
export const pullToClose: Action<HTMLElement, { readonly onclose: () => void }> = (
  sheet,
  options,
) => {
  let fromY: number | null = null;
  const onDown = (event: PointerEvent): void => {
    const at = event.target instanceof Element ? event.target : null;
    if (event.pointerType === 'mouse' && !at?.closest('.grab')) return;
    if (!at?.closest('.grab, header') || at.closest('button')) return;
    if (getComputedStyle(sheet.querySelector('.grab') ?? sheet).display === 'none') return;
    fromY = event.clientY;
    sheet.setPointerCapture(event.pointerId);
  };
  const onMove = (event: PointerEvent): void => {
    if (fromY === null) return;
    sheet.style.transform = `translateY(${Math.max(0, event.clientY - fromY)}px)`;
  };
  const onEnd = (event: PointerEvent): void => {
    if (fromY === null) return;
    const far = event.clientY - fromY > FAR_PX && event.type === 'pointerup';
    fromY = null;
    sheet.style.transform = '';
    if (far) options.onclose();
  };
  sheet.addEventListener('pointerdown', onDown);
  sheet.addEventListener('pointermove', onMove);
  sheet.addEventListener('pointerup', onEnd);
  sheet.addEventListener('pointercancel', onEnd);
  return {
    destroy() {
      sheet.removeEventListener('pointerdown', onDown);
      sheet.removeEventListener('pointermove', onMove);
      sheet.removeEventListener('pointerup', onEnd);
      sheet.removeEventListener('pointercancel', onEnd);
    },
  };
};
