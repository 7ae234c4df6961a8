/** Whether everything has room: WCAG 1.4.10 asks for no scrolling in two directions, a reader for whole words. */
import type { Page } from 'playwright-core';

/** Elements that reach over the right edge without a scrolling parent to reach them by. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element): boolean => {
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(at).overflowX)) return true;
      }
      return false;
    };
    const page = document.documentElement;
    const sideways = page.scrollWidth > page.clientWidth + 1 ? ['the page scrolls sideways'] : [];
    return [...document.querySelectorAll('#root *')]
      .filter((element) => {
        const { right, width } = element.getBoundingClientRect();
        const { visibility, clipPath } = getComputedStyle(element);
        return width > 0 && right > window.innerWidth + 1 && visibility !== 'hidden' && clipPath === 'none';
      })
      .filter((element) => !scrolls(element))
      .map((element) => element.outerHTML.slice(0, 160))
      .concat(sideways);
  });
}

/** Texts that are clipped and tell nowhere what is missing; and what scrolls without being reachable by keyboard. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const clips = ['hidden', 'clip'];
    const says = (element: Element): boolean =>
      element.textContent.trim() !== '' &&
      element.closest('[title], .sr-only, [aria-hidden="true"]') === null;
    return [...document.querySelectorAll<HTMLElement>('#root *')]
      .filter((element) => {
        const { overflowX, overflowY, clipPath } = getComputedStyle(element);
        const wide = element.scrollWidth > element.clientWidth + 1;
        const high = element.scrollHeight > element.clientHeight + 2;
        if (clipPath !== 'none' || element.clientWidth === 0) return false;
        return (clips.includes(overflowX) && wide) || (clips.includes(overflowY) && high);
      })
      .filter(says)
      .map((element) => `cut off: ${element.outerHTML.slice(0, 160)}`);
  });
}
