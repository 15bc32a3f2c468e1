/** How the main modifier is written on this computer, before the letter. */
export const modKey = /mac/i.test(navigator.userAgent) ? '⌘' : 'Ctrl ';
